// visiond_bench: the figures of the design, each as a ratio to a limit taken in the same run.
#include "tests/bench/floor_server.hpp"
#include "tests/bench/row.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace visiond::bench {

double percentile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(p / 100 * static_cast<double>(values.size())));
  return values[std::min(values.size(), std::max<std::size_t>(rank, 1)) - 1];
}

namespace {

void print_table(const Row& row) {
  std::printf("%-14s %10.2f %-4s", row.name.c_str(), row.value, row.unit.c_str());
  if (row.limit > 0) std::printf("  limit %10.2f  ratio %6.3f", row.limit, row.ratio());
  std::printf("  target %s %.2f  %s\n%16s%s\n", row.at_least ? ">=" : "<=", row.target, row.ok() ? "ok" : "MISSED", "",
              row.note.c_str());
  std::fflush(stdout);
}

void print_json(const std::vector<Row>& rows) {
  std::printf("[");
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const auto& row = rows[n];
    std::printf(
        "%s{\"name\":\"%s\",\"value\":%.4f,\"unit\":\"%s\",\"limit\":%.4f,\"ratio\":%.4f,\"target\":%.4f,\"ok\":%s}",
        n == 0 ? "" : ",\n ", row.name.c_str(), row.value, row.unit.c_str(), row.limit, row.ratio(), row.target,
        row.ok() ? "true" : "false");
  }
  std::printf("]\n");
}

std::vector<Benchmark> benchmarks() {
  return {{"apply", apply_rows},
          {"camera_switch", camera_switch_rows},
          {"mixed_frames", mixed_frames_rows},
          {"model_swap", model_swap_rows},
          {"dnn", dnn_rows},
          {"whole_pipeline", whole_pipeline_rows},
          {"pipeline_fps_hog", pipeline_fps_rows},
          {"plan", plan_rows},
          {"memory_flat", memory_rows},
          {"rollback", rollback_rows},
          {"startup", startup_rows},
          {"training_latency", training_latency_rows},
          {"watch_fanout", watch_fanout_rows}};
}

bool wanted(const std::vector<std::string>& only, const std::string& benchmark) {
  if (only.empty()) return true;
  return std::any_of(only.begin(), only.end(), [&](const std::string& name) {
    return name == benchmark ||
           (benchmark == "dnn" && (name == "pipeline_fps" || name == "pipeline_latency" || name == "memory")) ||
           (benchmark == "whole_pipeline" && (name == "pipeline_fps_whole" || name == "pipeline_fps_pictures")) ||
           (benchmark == "apply" && (name == "apply_hot" || name == "apply_wide" || name == "validate_only"));
  });
}

}  // namespace
}  // namespace visiond::bench

int main(int argc, char** argv) {
  using namespace visiond::bench;
  CLI::App app{"Figures of visiond, as ratios to limits taken in the same run"};
  Options options;
  options.visiond = (std::filesystem::path(argv[0]).parent_path() / "visiond").string();
  options.state_root = std::filesystem::path(argv[0]).parent_path().parent_path().string();
  std::vector<std::string> only, floor;
  bool json = false, say_ready = false;
  app.add_option("--only", only, "Only this row (may be given again)");
  app.add_flag("--json", json, "Rows as JSON");
  app.add_option("--visiond", options.visiond, "The daemon's program");
  app.add_option("--state-root", options.state_root, "A folder on the disk to measure");
  app.add_option("--scale", options.scale, "Of the numbers of calls");
  app.add_option("--serve-floor", floor, "Serve the floor at SOCKET FILE")->expected(2)->group("");
  app.add_flag("--say-ready", say_ready, "Print one line and end")->group("");
  CLI11_PARSE(app, argc, argv);
  if (!floor.empty()) return serve_floor(floor[0], floor[1]);
  if (say_ready) return std::puts("ready") < 0 ? 1 : 0;
  std::vector<Row> rows;
  for (const auto& benchmark : benchmarks()) {
    if (!wanted(only, benchmark.name)) continue;
    for (auto& row : benchmark.run(options)) {
      if (!json) print_table(row);
      rows.push_back(std::move(row));
    }
  }
  if (json) print_json(rows);
  return std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.ok(); }) ? 0 : 1;
}
