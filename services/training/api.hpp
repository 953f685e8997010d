#pragma once
// Training as rpc sees it: samples, and runs that make classifiers of them. Plain values, free of OpenCV. Thread-safe;
// every call returns at once and answers on a thread of the service's, exactly once.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/pipeline/api.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace visiond::training {

struct Sample {
  std::uint64_t id = 0;  // never used again
  std::string label;
  std::string sha256;  // of the picture's bytes, 64 lower-case hexadecimal digits
  std::string format;  // "png" or "jpg"
  std::uint64_t bytes = 0;
  int width = 0, height = 0;  // pixels
  base::WallTime added{};
};

struct AddRequest {
  std::string label;
  std::variant<std::string, std::uint64_t> picture;  // a PNG or JPEG as it is, or the id of a recent track
};
struct AddedSample {
  Sample sample;
  bool already_there = false;  // the very same picture with the same label
};

struct SampleQuery {
  std::size_t page_size = 100;
  std::uint64_t before = 0;  // those with a smaller id; 0: from the newest on
  std::string label{};       // empty: all
};
struct SamplePage {
  std::vector<Sample> samples;               // newest first
  bool more = false;                         // there are older ones
  std::map<std::string, std::uint64_t> all;  // how many there are of each label, whatever was asked for
};

struct ClassReport {
  std::string label;
  std::uint64_t trained = 0, held_out = 0;  // samples
  double recall = 0;                        // 0 to 1: of those held out, told right
};
// How well a run's result tells the samples that it has not seen.
struct Report {
  double accuracy = 0;                                // 0 to 1
  std::vector<ClassReport> classes;                   // by label
  std::vector<std::vector<std::uint64_t>> confusion;  // [the sample's class][the class it was told to be]
  std::string feature, method;                        // in a few words
  std::uint64_t seed = 0;
};

enum class RunState { running, paused, succeeded, failed, cancelled };
constexpr bool has_ended(RunState state) { return state != RunState::running && state != RunState::paused; }

struct Run {
  std::uint64_t id = 0;  // never used again
  RunState state = RunState::running;
  std::string message;                      // what it is doing, why it pauses, or why it failed
  double progress = 0;                      // 0 to 1
  std::optional<base::Duration> remaining;  // an estimate; nothing while none can be made
  base::WallTime started{}, ended{};        // ended: once it has
  base::Duration paused{};                  // altogether
  std::string model;                        // id@version, once it is installed
  std::optional<Report> report;             // of one that succeeded
  std::string promoted_by;                  // the transaction that made it inference.classifier
  std::string promotion_problem;            // why that was tried in vain, or not at all though wished for
};

struct StartRequest {
  std::string id{};        // of the model; empty: "trained". Its version counts up
  std::uint64_t seed = 0;  // which samples are held out; 0: 1
};

// Since the start of the daemon.
struct Figures {
  std::uint64_t samples = 0;                               // now
  std::uint64_t succeeded = 0, failed = 0, cancelled = 0;  // runs
  base::Duration paused{};                                 // of all runs
};

class TrainingApi {
 public:
  virtual ~TrainingApi() = default;

  // INVALID_REQUEST with the field; NO_SUCH_TRACK; SAMPLE_EXISTS where the picture has another label; STORAGE_FULL
  // where there are too many; STORAGE_FAILED, STORE_DAMAGED, QUEUE_FULL, DRAINING.
  virtual void add_sample(AddRequest request, std::function<void(base::Result<AddedSample>)> done) = 0;
  virtual void samples(SampleQuery query, std::function<void(base::Result<SamplePage>)> done) = 0;
  // NO_SUCH_SAMPLE.
  virtual void remove_sample(std::uint64_t id, std::function<void(base::Result<void>)> done) = 0;

  // Answers when the run is under way. TRAINING_RUNNING, TOO_FEW_SAMPLES with the classes, NO_SUCH_MODEL (of the
  // features), SAMPLE_MISSING where a picture's file is gone, INVALID_REQUEST.
  virtual void start(StartRequest request, std::function<void(base::Result<Run>)> done) = 0;
  // Answers when it has ended. NOTHING_TO_CANCEL.
  virtual void cancel(std::function<void(base::Result<Run>)> done) = 0;
  // 0: the newest. NO_SUCH_RUN.
  virtual void run(std::uint64_t id, std::function<void(base::Result<Run>)> done) = 0;

  // The newest run as it stands, at once, if there was one, and then each time it changes, in order; `handler` must
  // neither block nor call this.
  virtual std::unique_ptr<pipeline::Subscription> watch(std::function<void(const Run&)> handler) = 0;
  virtual Figures figures() const = 0;
};

}  // namespace visiond::training
