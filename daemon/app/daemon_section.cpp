#include "daemon/app/daemon_section.hpp"

#include "daemon/base/failpoint.hpp"

#include <spdlog/spdlog.h>

namespace visiond::app {

using settings::row;
namespace level = spdlog::level;

namespace {

class PreparedDaemon final : public transaction::Prepared {
 public:
  PreparedDaemon(transaction::json::object section, const DaemonSection::SetLogLevel& set_log_level)
      : section_(std::move(section)),
        part_(std::make_shared<const DaemonPart>(daemon_table().parse(section_))),
        set_log_level_(set_log_level) {}

  transaction::PartPtr part() const override { return part_; }
  transaction::json::object effective() const override { return section_; }
  void activate() noexcept override { set_log_level_(part_->settings.log_level); }

 private:
  transaction::json::object section_;
  std::shared_ptr<const DaemonPart> part_;
  const DaemonSection::SetLogLevel& set_log_level_;
};

}  // namespace

const settings::Table<DaemonSettings>& daemon_table() {
  static const settings::Table<DaemonSettings> table{
      {.name = "daemon",
       .description = "The daemon itself: its log and the limits of its transactions.",
       .priority = settings::Priority::critical},
      {
          row(&DaemonSettings::log_level, "log_level",
              {{"trace", level::trace},
               {"debug", level::debug},
               {"info", level::info},
               {"warn", level::warn},
               {"error", level::err}})
              .preset("info")
              .text("Least severe messages that are logged"),
          row(&DaemonSettings::transaction_timeout_ms, "transaction_timeout_ms")
              .unit("ms")
              .range(1000, 300000)
              .preset(30000)
              .text("A transaction that has not committed by then is rolled back"),
          row(&DaemonSettings::history_limit, "history_limit")
              .unit("revisions")
              .range(10, 1000000)
              .preset(10000)
              .text("Revisions that are kept, and ten times as many transactions"),
      }};
  return table;
}

DaemonSection::DaemonSection(const base::Clock& clock, SetLogLevel set_log_level)
    : set_log_level_(std::move(set_log_level)), since_(clock.wall_now()) {}

DaemonSection::DaemonSection(const base::Clock& clock)
    : DaemonSection(clock, [](level::level_enum value) { spdlog::set_level(value); }) {}

std::vector<settings::Violation> DaemonSection::check(const transaction::SectionChange&,
                                                      const transaction::json::object&) const {
  return {};
}

base::Result<std::unique_ptr<transaction::Prepared>> DaemonSection::prepare(transaction::PrepareInput input,
                                                                            std::stop_token) {
  if (auto fault = base::may_fail("daemon.prepare"); !fault) return fault.error();
  return std::make_unique<PreparedDaemon>(std::move(input.change.after), set_log_level_);
}

transaction::ServiceStatus DaemonSection::status() const {
  transaction::ServiceStatus status;
  status.since = since_;
  return status;
}

}  // namespace visiond::app
