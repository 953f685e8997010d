// camera_switch: the size changes while 30 frames a second come; the longest gap between results beside the longest
// without any change.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/result_listener.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>

namespace visiond::bench {
namespace {

constexpr double frame_ms = 1000.0 / 30;

}  // namespace

std::vector<Row> camera_switch_rows(const Options& options) {
  DaemonProcess daemon(options.visiond, options.state_root, R"({"camera":{"width":640,"height":480,"fps":30}})");
  const int switches = std::max(5, static_cast<int>(100 * options.scale));
  ResultListener listener(daemon.vision());
  listener.wait_for(30);
  listener.reset();
  listener.wait_for(static_cast<std::uint64_t>(switches) * 6);
  const auto quiet = listener.seen();
  listener.reset();
  double downtime_ms = 0;
  for (int n = 0; n < switches; ++n) {
    const auto answer = daemon.apply(n % 2 == 0 ? R"({"camera":{"width":320,"height":240}})"
                                                : R"({"camera":{"width":640,"height":480}})");
    const auto& downtime = answer.waves(0).operations(0).downtime();
    downtime_ms = std::max(downtime_ms, static_cast<double>(downtime.seconds()) * 1e3 + downtime.nanos() / 1e6);
  }
  listener.wait_for(60);
  const auto busy = listener.seen();
  Row row{.name = "camera_switch",
          .value = busy.longest_ms,
          .unit = "ms",
          .limit = quiet.longest_ms + frame_ms / 2,
          .target = 1};
  row.failed = busy.lost != 0;
  row.note = std::to_string(switches) + " size changes, " + std::to_string(busy.lost) +
             " frames lost, longest gap without changes " + std::to_string(quiet.longest_ms) +
             " ms, longest downtime " + std::to_string(downtime_ms) + " ms";
  return {row};
}

}  // namespace visiond::bench
