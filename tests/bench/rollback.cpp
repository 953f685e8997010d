// rollback: two services are switched over, the last of the last wave fails; from its failure to the answer, which
// comes when everything is restored and verified.
#include "tests/bench/row.hpp"
#include "tests/support/runtime_world.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace visiond::bench {

std::vector<Row> rollback_rows(const Options& options) {
  using testing::Behaviour;
  spdlog::set_level(spdlog::level::off);
  testing::RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::succeed);
  world.detection.on_switch_over(Behaviour::fail);
  const int count = std::max(50, static_cast<int>(2000 * options.scale));
  std::vector<double> times;
  for (int n = 0; n < count; ++n) {
    const auto value = std::to_string(1 + n % 100);
    const auto answer = world.apply(R"({"camera":{"cold":)" + value + R"(},"detection":{"cold":)" + value + "}}");
    const auto restored = std::chrono::steady_clock::now();
    if (answer.report->state != transaction::State::rolled_back) throw std::runtime_error("it was not rolled back");
    times.push_back(std::chrono::duration<double, std::milli>(restored - world.detection.failed_at()).count());
  }
  Row row{.name = "rollback", .value = percentile(times, 99), .unit = "ms", .target = 1};
  row.note = "p99 of " + std::to_string(count) + ", p50 " + std::to_string(percentile(times, 50)) + " ms";
  return {row};
}

}  // namespace visiond::bench
