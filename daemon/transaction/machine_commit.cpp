// The commit point, the flip, and what is measured after it.
#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

// Mostly every service settles for what was asked of it: then it is the very document that is in full.
settings::Snapshot Machine::Impl::next_effective() const {
  std::optional<json::object> other;
  const auto settle = [&](std::string_view section, const json::object& value) {
    if (!other && value == staged_.full.at(section).as_object()) return;
    if (!other) other = *staged_.full;
    (*other)[section] = value;
  };
  if (!situation_.effective.same(situation_.full)) {
    for (const auto& [section, value] : situation_.effective) {
      if (!staged_.affected.contains(section)) settle(section, value.as_object());
    }
  }
  for (const auto& each : tasks_) {
    if (each.work == Work::prepared || each.work == Work::switched) settle(each.id.section, each.info.effective);
  }
  return other ? settings::Snapshot(std::move(*other)) : staged_.full;
}

void Machine::Impl::begin_commit() {
  if (std::exchange(timer_armed_, false)) act(action::DisarmTimer{Timer::deadline});
  begin_phase(PhaseName::commit);
  at_ = At::committing;
  // The record of the commit says so; watchers are told when it is true.
  for (auto& each : tasks_) {
    if (each.work == Work::prepared || each.work == Work::switched) operation(each).outcome = Outcome::done;
  }
  if (request_.mode == Mode::best_effort) {
    for (const auto& section : sections_of(report_)) report_.sections.push_back({section, std::nullopt});
  }
  if (request_.confirm_timeout > Duration{}) {
    report_.confirm_time_out = request_.confirm_timeout;
    report_.confirm_deadline = wall_ + request_.confirm_timeout;
  }
  action::Commit commit{next_revision(), staged_.sparse, staged_.full, next_effective(), committed_state()};
  for (const auto& each : tasks_) {
    if (each.work == Work::failed || each.work == Work::given_up) commit.without.push_back(each.id.section);
  }
  commit.write = !is_repair();
  act(std::move(commit));
}

State Machine::Impl::committed_state() const {
  if (report_.confirm_deadline) return State::awaiting_confirmation;
  return request_.left_out.empty() ? State::committed : State::partially_committed;
}

void Machine::Impl::on(const event::CommitDone& event) {
  if (at_ != At::committing) return;
  if (event.outcome == CommitOutcome::refused) {
    report_.error = event.error;
    outcome_ = State::rolled_back;
    report_.sections = request_.left_out;
    report_.confirm_deadline.reset();
    report_.confirm_time_out = {};
    return begin_reverting();
  }
  begin_phase(PhaseName::flip);
  at_ = At::flipping;
  held_ = false;
  act(action::Flip{next_revision()});
}

void Machine::Impl::on(const event::Flipped& event) {
  if (at_ != At::flipping) return;
  end_phase();
  report_.changed = !is_repair();
  report_.revision = next_revision();
  report_.first_frame_sequence = event.result.first_frame_sequence;
  bool measure = false;
  for (auto& each : tasks_) {
    if (operation(each).outcome != Outcome::done) continue;
    if (has_downtime(each)) {
      measure = true;
      continue;
    }
    if (each.change.kind == UpdateKind::recreate) operation(each).downtime = Duration{};
    settle(each, Outcome::done);
  }
  if (!measure) return finish(committed_state());
  at_ = At::measuring;
  act(action::MeasureDowntime{longest_wait_for_frame});
}

bool Machine::Impl::has_downtime(const Task& task) {
  return task.work == Work::switched || (task.work == Work::prepared && task.change.kind == UpdateKind::restart);
}

void Machine::Impl::on(const event::DowntimeMeasured& event) {
  if (at_ == At::measuring_way_back) {
    for (auto& each : tasks_) {
      if (each.work == Work::switched) operation(each).downtime = event.downtime;
    }
    return begin_verifying();
  }
  if (at_ != At::measuring) return;
  for (auto& each : tasks_) {
    if (!has_downtime(each)) continue;
    operation(each).downtime = event.downtime;
    settle(each, Outcome::done);
  }
  finish(committed_state());
}

}  // namespace visiond::transaction
