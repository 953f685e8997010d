// startup: from exec to the ready line with many revisions in the store, beside an empty main that links the same
// libraries.
#include "daemon/store/store.hpp"
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace visiond::bench {
namespace {

template <class Start>
double milliseconds(Start start) {
  const auto before = std::chrono::steady_clock::now();
  start();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

void fill_store(const Options& options, const std::filesystem::path& folder, int revisions) {
  // The daemon writes the first revision itself; the others repeat it.
  {
    testing::ChildProcess first(
        {options.visiond, "--state-dir", folder.string(), "--listen", "unix:" + (folder / "s").string()});
  }
  auto store = store::Store::open({.folder = folder});
  if (!store) throw std::runtime_error(store.error().message);
  auto record = **(*store)->newest_revision();
  while (record.revision.value < static_cast<std::uint64_t>(revisions)) {
    record.revision = record.revision.next();
    transaction::TransactionRecord outcome;
    record.transaction_id = outcome.report.transaction_id = {base::make_uuid()};
    outcome.report.revision = record.revision;
    outcome.report.state = transaction::State::committed;
    const auto stored = (*store)->commit({.revision = record, .outcome = outcome});
    if (!stored) throw std::runtime_error(stored.error().message);
  }
}

}  // namespace

std::vector<Row> startup_rows(const Options& options) {
  const auto folder = make_folder(options.state_root);
  const int revisions = std::max(10, static_cast<int>(10000 * options.scale));
  fill_store(options, folder, revisions);
  std::vector<double> ours, empty;
  for (int round = 0; round < 11; ++round) {
    empty.push_back(milliseconds([&] { testing::ChildProcess({testing::own_path(), "--say-ready"}); }));
    std::optional<testing::ChildProcess> daemon;
    ours.push_back(milliseconds([&] {
      daemon.emplace(std::vector<std::string>{options.visiond, "--state-dir", folder.string(), "--listen",
                                              "unix:" + (folder / "s").string()});
    }));
  }
  std::filesystem::remove_all(folder);
  Row row{.name = "startup",
          .value = percentile(ours, 50),
          .unit = "ms",
          .limit = percentile(empty, 50) + 100,
          .target = 1};
  row.note = std::to_string(revisions) + " revisions in the store, empty main " +
             std::to_string(percentile(empty, 50)) + " ms";
  return {row};
}

}  // namespace visiond::bench
