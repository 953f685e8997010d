#pragma once
// What one run of the trainer is to do, and what it says meanwhile: the words between two processes. The trainer is
// given a folder with job.json; it leaves model.yml and report.json there, and writes a line of JSON on its standard
// output whenever it has got on. Reading takes nothing for granted. Pure; thread-safe.

#include "daemon/base/error.hpp"
#include "services/training/settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace visiond::training {

struct JobSample {
  std::string file;
  std::size_t label = 0;  // an index of Job::labels
};

struct Job {
  std::vector<std::string> labels;
  std::vector<JobSample> samples;
  TrainingSettings settings;
  std::string network_folder{};  // of dnn: where the network's model.json lies
  std::uint64_t seed = 1;
};

inline constexpr const char* job_file = "job.json";
inline constexpr const char* network_file = "model.yml";
inline constexpr const char* report_file = "report.json";

std::string write(const Job& job);
base::Result<Job> read_job(std::string_view text);

// How far the trainer is, or why it gives up.
struct Progress {
  std::string doing;
  double done = 0;  // 0 to 1
};
struct GivesUp {
  std::string why;
};
using TrainerLine = std::variant<Progress, GivesUp>;

inline constexpr std::size_t longest_line = 4096;  // bytes

// With the end of line.
std::string write(const TrainerLine& line);
// INVALID_REQUEST for anything else.
base::Result<TrainerLine> read_trainer_line(std::string_view text);

}  // namespace visiond::training
