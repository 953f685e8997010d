// mixed_frames: 2,000 transactions that change size, threshold, limit and backend at 30 frames a second.
#include "tests/bench/row.hpp"
#include "tests/support/daemon/mixed_run.hpp"

#include <algorithm>
#include <random>

namespace visiond::bench {

std::vector<Row> mixed_frames_rows(const Options& options) {
  testing::DaemonWorld world(testing::mixed_run_options());
  const int transactions = std::max(50, static_cast<int>(2000 * options.scale));
  const auto seed = std::random_device{}();
  const auto run = testing::run_mixed(world, transactions, seed);
  Row row{.name = "mixed_frames",
          .value = static_cast<double>(run.mixed + run.lost + run.lost_at_cut_over),
          .unit = "frames",
          .target = 0};
  row.note = std::to_string(run.transactions) + " transactions, " + std::to_string(run.size_changes) +
             " size changes, " + std::to_string(run.results) + " results: " + std::to_string(run.mixed) + " mixed, " +
             std::to_string(run.lost + run.lost_at_cut_over) + " lost, " + std::to_string(run.late) +
             " left out by the source; seed " + std::to_string(seed) +
             (run.first_mix.empty() ? "" : "; " + run.first_mix);
  return {row};
}

}  // namespace visiond::bench
