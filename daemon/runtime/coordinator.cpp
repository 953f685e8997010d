// What is in force, who is told of it, and what is written behind.
#include "daemon/runtime/coordinator.hpp"

#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

using base::ErrorCode;
using transaction::Report;
using transaction::State;

namespace {

constexpr std::chrono::milliseconds idle_pause{100};

std::chrono::milliseconds time_out_of(const json::object& full) {
  const auto* section = full.if_contains("daemon");
  const auto* value = section != nullptr ? section->as_object().if_contains("transaction_timeout_ms") : nullptr;
  return std::chrono::milliseconds(value != nullptr ? value->to_number<std::int64_t>() : 30000);
}

}  // namespace

Coordinator::Coordinator(Given given, Initial initial)
    : given_(std::move(given)),
      current_(std::move(initial.current)),
      ignored_(std::move(initial.ignored)),
      impaired_(std::move(initial.impaired)),
      unfit_(std::move(initial.unfit)),
      started_(given_.clock.wall_now()),
      predictions_(initial.timings),
      board_(given_.strand, given_.workers, given_.clock),
      settings_watch_({given_.strand, given_.journal, given_.schema, current_, confirmation_}),
      confirmation_(given_.strand, given_.clock, given_.journal,
                    {.confirmed = [this](const auto& report) { confirmed(report); },
                     .revert = [this](const std::string& why) { take_back(why); }}),
      idle_timer_(given_.strand),
      heartbeat_timer_(given_.strand),
      repair_timer_(given_.strand) {
  boost::asio::post(given_.strand, [this, awaiting = std::move(initial.awaiting)] {
    arm_heartbeat();
    schedule_repair();
    if (awaiting) confirmation_.arm(awaiting);
  });
}

transaction::Situation Coordinator::situation() const {
  transaction::Situation situation;
  situation.schema = &given_.schema;
  situation.planner = &given_.planner;
  situation.check = [this](const std::string& section, const transaction::SectionChange& change,
                           const json::object& proposed) {
    auto result =
        guarded<std::vector<settings::Violation>>(section, [&]() -> base::Result<std::vector<settings::Violation>> {
          return given_.participants.at(section)->check(change, proposed);
        });
    if (result) return *result;
    return std::vector<settings::Violation>{{section, ErrorCode::internal, result.error().message}};
  };
  situation.predict = [this](const std::string& section, settings::UpdateKind kind) {
    return predictions_.predict(section, kind);
  };
  situation.sparse = current_.sparse;
  situation.full = current_.full;
  situation.effective = current_.effective;
  situation.revision = current_.revision;
  situation.busy = board_.reasons();
  situation.time_out = time_out_of(current_.full);
  return situation;
}

void Coordinator::put_in_force(const Report& running, RevisionView revision) {
  for (const auto& wave : running.waves) {
    for (const auto& operation : wave.operations) {
      if (operation.outcome == transaction::Outcome::done) {
        impaired_.erase(operation.section);
        unfit_.erase(operation.section);
      } else if (operation.outcome == transaction::Outcome::failed) {
        impaired_[operation.section] = *operation.error;
      }
    }
  }
  if (!running_.request.repair.empty()) {
    current_.effective = std::move(revision.effective);
    return;
  }
  current_ = std::move(revision);
  if (const auto* section = current_.full.if_contains("daemon")) {
    if (const auto* limit = section->as_object().if_contains("history_limit"))
      given_.journal.set_history_limit(limit->to_number<std::uint64_t>());
  }
  if (settings_watch_.size() == 0) return;
  auto report = std::make_shared<Report>(running);
  report->state = running.confirm_deadline ? State::awaiting_confirmation : State::committed;
  report->changed = true;
  report->revision = current_.revision;
  report->end_time = current_.create_time;
  settings_watch_.publish(CommittedEvent{std::move(report)});
}

void Coordinator::publish(const transaction::action::Publish& what) {
  using What = transaction::action::Publish::What;
  // Its end is told when it is sure that nothing is tried again; another try is no other transaction.
  const bool untold = what.what == What::ended || (what.what == What::started && running_.tried);
  if (transaction_watch_.empty() || untold || !running_.request.repair.empty()) return;
  TransactionEvent event{running_.id, given_.clock.wall_now(), what, nullptr};
  if (what.what == What::started) event.report = std::make_shared<const Report>(execution_->machine().report());
  transaction_watch_.publish(event);
}

void Coordinator::publish_end(const std::shared_ptr<const Report>& report) {
  if (transaction_watch_.empty() || !running_.request.repair.empty()) return;
  transaction::action::Publish end{transaction::action::Publish::What::ended, {}, {}, 1, {}};
  transaction_watch_.publish(TransactionEvent{running_.id, given_.clock.wall_now(), end, report});
}

void Coordinator::write_behind() {
  for (const auto& [report, digest] : std::exchange(unwritten_, {})) given_.journal.record({*report, digest});
  if (auto timings = predictions_.take_changes(); !timings.empty()) given_.journal.record_timings(std::move(timings));
}

void Coordinator::arm_idle_timer() {
  if (idle_timer_armed_) return;
  idle_timer_armed_ = true;
  idle_timer_.expires_after(idle_pause);
  idle_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    idle_timer_armed_ = false;
    write_behind();
  });
}

}  // namespace visiond::runtime
