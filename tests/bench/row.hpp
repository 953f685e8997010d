#pragma once
// One line of the table of figures: a value beside a limit taken in the same run. Values.

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace visiond::bench {

struct Row {
  std::string name;
  double value = 0;
  std::string unit;
  double limit = 0;
  double target = 0;      // of value / limit, or of the value itself where there is no limit
  bool at_least = false;  // the target is a lower bound
  std::string note{};
  bool failed = false;  // a condition beside the figure does not hold; the note says which

  double ratio() const { return limit > 0 ? value / limit : value; }
  bool ok() const { return !failed && (at_least ? ratio() >= target : ratio() <= target); }
};

struct Options {
  std::string visiond;     // the daemon's program
  std::string state_root;  // a folder on the disk that is measured
  double scale = 1;        // of the numbers of calls, for a quick look
};

struct Benchmark {
  std::string name;
  std::function<std::vector<Row>(const Options&)> run;
};

// The p-th percentile, 0 to 100, of the values (nearest rank).
double percentile(std::vector<double> values, double p);

std::vector<Row> apply_rows(const Options& options);
std::vector<Row> memory_rows(const Options& options);
std::vector<Row> rollback_rows(const Options& options);
std::vector<Row> watch_fanout_rows(const Options& options);
std::vector<Row> camera_switch_rows(const Options& options);
std::vector<Row> dnn_rows(const Options& options);
std::vector<Row> mixed_frames_rows(const Options& options);
std::vector<Row> model_swap_rows(const Options& options);
std::vector<Row> pipeline_fps_rows(const Options& options);
std::vector<Row> plan_rows(const Options& options);
std::vector<Row> training_latency_rows(const Options& options);
std::vector<Row> whole_pipeline_rows(const Options& options);
std::vector<Row> startup_rows(const Options& options);

}  // namespace visiond::bench
