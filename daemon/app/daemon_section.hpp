#pragma once
// The daemon's own section: how much it logs, how long a transaction may take, how many revisions are kept. The
// coordinator reads the last two from the document; the log level is set by activate(). Owned by the composition root;
// thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/settings/table.hpp"
#include "daemon/transaction/participant.hpp"

#include <spdlog/common.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace visiond::app {

struct DaemonSettings {
  spdlog::level::level_enum log_level = spdlog::level::info;
  int transaction_timeout_ms = 30000;
  int history_limit = 10000;  // revisions
};

const settings::Table<DaemonSettings>& daemon_table();

struct DaemonPart final : transaction::Part {
  static constexpr std::string_view section = "daemon";
  explicit DaemonPart(DaemonSettings values) : settings(std::move(values)) {}
  DaemonSettings settings;
};

class DaemonSection final : public transaction::Participant {
 public:
  // `set_log_level` is called by activate(), and does not throw.
  using SetLogLevel = std::function<void(spdlog::level::level_enum)>;
  DaemonSection(const base::Clock& clock, SetLogLevel set_log_level);
  // Sets spdlog's level, for all loggers.
  explicit DaemonSection(const base::Clock& clock);

  const settings::Section& section() const override { return daemon_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const transaction::json::object& proposed) const override;
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override;

 private:
  SetLogLevel set_log_level_;
  base::WallTime since_;
};

}  // namespace visiond::app
