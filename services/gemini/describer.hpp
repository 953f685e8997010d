#pragma once
// The thread that describes scenes: one question at a time, each with the settings and the revision that are in force
// when its turn comes. Up to eight wait: of those that came by themselves the oldest goes when there are more, counted;
// a call is refused. A change of the section ends what is under way at once, and so does the end. Owned by the gemini
// service; thread-safe.

#include "daemon/base/clock.hpp"
#include "services/gemini/api.hpp"
#include "services/gemini/circuit_breaker.hpp"
#include "services/gemini/exchange.hpp"
#include "services/gemini/gemini_part.hpp"
#include "services/gemini/ledger.hpp"
#include "services/pipeline/generation.hpp"
#include "services/pipeline/pictures.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace visiond::gemini {

using PartPtr = std::shared_ptr<const GeminiPart>;

class Describer {
 public:
  static constexpr std::size_t most_waiting = 8;
  using Done = std::function<void(base::Result<pipeline::SceneDescription>)>;

  // All outlive it.
  struct Given {
    const base::Clock& clock;
    pipeline::PicturesApi& pictures;
    pipeline::EventSink& events;
    // In force now, and what the camera is called in it.
    std::function<std::shared_ptr<const pipeline::Generation>()> generation;
    std::function<std::string(const pipeline::Generation&)> camera_name;
    HttpPost post;
    std::function<double()> random;  // 0 to 1
    Ledger& ledger;
  };
  explicit Describer(Given given) : given_(std::move(given)) {}
  ~Describer() { stop(); }

  void start();
  // Answers who waits with DRAINING. Idempotent.
  void stop();

  // At the flip.
  void put_in_force(PartPtr part);
  // A track began. Never blocks.
  void track_started();
  void describe(std::string prompt, std::stop_token stop, Done done);

  struct State {
    PartPtr part;                              // in force; null before the first
    std::optional<base::WallTime> retry_at{};  // while the breaker is open
    std::string last_error{};
    std::size_t waiting = 0;
  };
  State state() const;
  GeminiFigures figures() const;
  // A request beside those of the thread was sent.
  void count(Outcome outcome);

 private:
  // Why something is asked: by a call (then there is somebody to answer), or by itself.
  struct Job {
    Trigger trigger = Trigger::manual;
    std::string prompt{};
    std::stop_token stop{};
    Done done{};
  };
  // What is asked with.
  struct Ground {
    PartPtr part;
    base::Revision revision;
    std::string camera;
  };

  void run();
  std::optional<Job> next_job(std::unique_lock<std::mutex>& lock);
  void work_on(Job job);
  Ground take_ground(std::stop_source stop);
  base::Result<pipeline::SceneDescription> answer(const Job& job, const Ground& ground, const std::stop_token& stop);
  base::Result<pipeline::Picture> take_picture(const GeminiSettings& settings, const std::stop_token& stop);
  base::Result<Said> ask(const GeminiPart& part, const Question& question, const std::stop_token& stop);
  // While the breaker is open.
  std::optional<base::Error> left_alone() const;
  // Why what was under way was given up.
  base::Error interruption(const Job& job) const;
  void drop(const std::string& reason);
  bool make_room();

  Given given_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  PartPtr in_force_;
  PartPtr asking_;                       // the part of what is under way
  std::stop_source current_;             // of what is under way
  std::optional<base::SteadyTime> due_;  // of the next question of the interval
  CircuitBreaker breaker_;
  base::WallTime retry_at_{};  // of the breaker, while it is open
  std::string last_error_;
  GeminiFigures figures_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace visiond::gemini
