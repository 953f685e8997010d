// pipeline_fps, pipeline_latency and memory: a neural network on footage, beside visiond_bare_loop, which makes the
// same calls and has the same threads.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/public_models.hpp"
#include "tests/bench/result_listener.hpp"
#include "tests/bench/row.hpp"
#include "tests/bench/unpaced_run.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace visiond::bench {
namespace {

constexpr double mebibyte = 1 << 20;

struct Figures {
  double fps = 0, detecting_ms = 0, resident = 0;
};

Figures bare_loop(const Options& options, const PublicModels& models, int frames) {
  const auto& model = models.yolo_fastest;
  const auto program = std::filesystem::path(options.visiond).parent_path() / "visiond_bare_loop";
  const auto run = testing::run_to_end(
      {program.string(), footage(), model.network.string(), model.weights.string(), std::to_string(frames)});
  Figures figures;
  std::istringstream text(run.output);
  if (run.exit_code != 0 || !(text >> figures.fps >> figures.detecting_ms >> figures.resident))
    throw std::runtime_error("visiond_bare_loop failed: " + run.output);
  return figures;
}

double paced_latency(const Options& options, const PublicModels& models, int frames) {
  DaemonProcess daemon(options.visiond, options.state_root, settings_for(""), models.folder);
  ResultListener listener(daemon.vision());
  listener.wait_for(5);
  listener.reset();
  listener.wait_for(static_cast<std::uint64_t>(frames));
  return percentile(listener.seen().latencies, 50);
}

template <class Member>
double median(const std::vector<Figures>& figures, Member member) {
  std::vector<double> values;
  for (const auto& each : figures) values.push_back(each.*member);
  return percentile(values, 50);
}

}  // namespace

std::vector<Row> dnn_rows(const Options& options) {
  const auto models = find_public_models("pipeline_fps, pipeline_latency, memory");
  if (!models) return {};
  const int frames = std::clamp(static_cast<int>(400 * options.scale), 20, 700);
  const int paced_frames = std::max(10, frames / 8);
  std::vector<Figures> ours, bare;
  std::vector<double> latencies;
  for (int round = 0; round < 5; ++round) {
    bare.push_back(bare_loop(options, *models, frames));
    const auto run = run_unpaced(options, {.models = models->folder, .frames = frames});
    ours.push_back({.fps = run.fps, .resident = run.resident_bytes});
    latencies.push_back(paced_latency(options, *models, paced_frames));
  }
  const std::string what = "yolo-fastest on 768x576, 5 rounds of ";
  Row fps{.name = "pipeline_fps",
          .value = median(ours, &Figures::fps),
          .unit = "1/s",
          .limit = median(bare, &Figures::fps),
          .target = 1,
          .at_least = true,
          .note = what + std::to_string(frames) + " frames"};
  const double detecting = median(bare, &Figures::detecting_ms);
  Row latency{.name = "pipeline_latency",
              .value = percentile(latencies, 50),
              .unit = "ms",
              .limit = detecting + 2,
              .target = 1,
              .note = what + std::to_string(paced_frames) + " frames, 10 a second; the bare loop detects in " +
                      std::to_string(detecting) + " ms"};
  Row memory{.name = "memory",
             .value = median(ours, &Figures::resident) / mebibyte,
             .unit = "MiB",
             .limit = median(bare, &Figures::resident) / mebibyte,
             .target = 1.3,
             .note = what + std::to_string(frames) + " frames, resident at the end"};
  return {fps, latency, memory};
}

}  // namespace visiond::bench
