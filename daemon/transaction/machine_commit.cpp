// The commit point, the flip, and what is measured after it.
#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

json::object Machine::Impl::next_effective() const {
  auto effective = staged_.full;
  for (const auto& [section, value] : situation_.effective) {
    if (!staged_.affected.contains(section)) effective[section] = value;
  }
  for (const auto& each : tasks_) {
    if (each.work == Work::prepared || each.work == Work::switched) effective[each.id.section] = each.info.effective;
  }
  return effective;
}

void Machine::Impl::begin_commit() {
  if (std::exchange(timer_armed_, false)) act(action::DisarmTimer{Timer::deadline});
  begin_phase(PhaseName::commit);
  at_ = At::committing;
  // The record of the commit says so; watchers are told when it is true.
  for (auto& each : tasks_) {
    if (each.work == Work::prepared || each.work == Work::switched) operation(each).outcome = Outcome::done;
  }
  act(action::Commit{report_.base_revision.next(), staged_.sparse, staged_.full, next_effective()});
}

void Machine::Impl::on(const event::CommitDone& event) {
  if (at_ != At::committing) return;
  if (event.outcome == CommitOutcome::refused) {
    report_.error = event.error;
    outcome_ = State::rolled_back;
    return begin_reverting();
  }
  begin_phase(PhaseName::flip);
  at_ = At::flipping;
  held_ = false;
  act(action::Flip{report_.base_revision.next()});
}

void Machine::Impl::on(const event::Flipped& event) {
  if (at_ != At::flipping) return;
  end_phase();
  report_.changed = true;
  report_.revision = report_.base_revision.next();
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
  if (!measure) return finish(State::committed);
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
  finish(State::committed);
}

}  // namespace visiond::transaction
