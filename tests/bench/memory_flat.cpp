// memory_flat: what is resident after 100,000 transactions beside what is after the first tenth of them.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>

namespace visiond::bench {

std::vector<Row> memory_rows(const Options& options) {
  // More than the daemon keeps, ten times over.
  DaemonProcess daemon(options.visiond, options.state_root, R"({"daemon":{"history_limit":1000}})");
  const int count = std::max(1000, static_cast<int>(100000 * options.scale));
  double early = 0;
  for (int n = 0; n < count; ++n) {
    daemon.apply(R"({"detection":{"confidence":0.)" + std::to_string(100 + n % 800) + "}}");
    if (n == count / 10) early = static_cast<double>(daemon.resident_bytes());
  }
  constexpr double mebibyte = 1 << 20;
  Row row{.name = "memory_flat",
          .value = static_cast<double>(daemon.resident_bytes()) / mebibyte,
          .unit = "MiB",
          .limit = early / mebibyte,
          .target = 1.05};
  row.note = "after " + std::to_string(count) + " transactions, limit after " + std::to_string(count / 10);
  return {row};
}

}  // namespace visiond::bench
