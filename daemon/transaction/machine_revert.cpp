// The way back: stop what runs, restore what was switched in true reverse order, drop the rest, verify.
#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

void Machine::Impl::fail(Error error, State outcome) {
  report_.error = std::move(error);
  outcome_ = outcome;
  if (std::exchange(timer_armed_, false)) act(action::DisarmTimer{Timer::deadline});
  if (at_ < At::preparing) return finish(outcome == State::cancelled ? outcome : State::rejected);
  at_ = At::draining;
  act(action::RequestStop{});
  if (!any_running()) return begin_reverting();
  act(action::ArmTimer{Timer::drain, situation_.drain_grace});
}

void Machine::Impl::give_up_running() {
  rehearsal_running_ = false;
  for (auto& each : tasks_) {
    if (std::exchange(each.rehearsing, false)) {
      // Which of those that take part hangs cannot be told.
      act(action::LeaveBusy{each.id});
      continue;
    }
    if (std::exchange(each.running, Running::nothing) == Running::nothing) continue;
    act(action::LeaveBusy{each.id});
    take_time(each);
    if (each.work == Work::switched) {
      // Its device is somewhere on the way: it goes back when the operation has returned.
      impair(each, {ErrorCode::rollback_incomplete, each.id.section, "the switch-over has not returned"},
             each.id.section + " has not returned from its switch-over");
      continue;
    }
    each.work = Work::given_up;
    operation(each).error = Error{ErrorCode::timed_out, each.id.section, each.id.section + " has not returned"};
    settle(each, Outcome::failed);
  }
  begin_reverting();
}

void Machine::Impl::begin_reverting() {
  end_phase();
  if (at_ == At::draining) act(action::DisarmTimer{Timer::drain});
  at_ = At::reverting;
  for (std::size_t n = 0; n < tasks_.size(); ++n) {
    if (tasks_[n].work == Work::switched) to_switch_back_.push_back(n);
  }
  revert_next();
}

void Machine::Impl::impair(Task& task, Error error, const std::string& state) {
  task.work = Work::impaired;
  incomplete_.push_back(state);
  operation(task).error = error;
  settle(task, Outcome::failed);
  act(action::Impair{task.id, std::move(error)});
}

void Machine::Impl::revert_next() {
  if (to_switch_back_.empty()) return ways_back_done();
  auto& next = tasks_[to_switch_back_.back()];
  next.running = Running::switch_back;
  act(action::ArmTimer{Timer::way_back, situation_.way_back_time_out});
  act(action::SwitchBack{next.id});
}

void Machine::Impl::on(const event::SwitchBackDone& event) {
  auto* task = find(event.id);
  const bool awaited = at_ == At::reverting && !to_switch_back_.empty() && task == &tasks_[to_switch_back_.back()];
  if (!awaited || task->running != Running::switch_back) return;
  task->running = Running::nothing;
  act(action::DisarmTimer{Timer::way_back});
  to_switch_back_.pop_back();
  if (!event.result) {
    impair(*task, event.result.error(), task->id.section + " could not be restored: " + event.result.error().message);
  }
  revert_next();
}

void Machine::Impl::ways_back_done() {
  if (std::exchange(held_, false)) act(action::ReleaseFrames{});
  for (auto& each : tasks_) {
    const auto outcome = operation(each).outcome;
    if (outcome == Outcome::prepared || outcome == Outcome::done) settle(each, Outcome::undone);
    if (outcome == Outcome::pending) settle(each, Outcome::not_run);
  }
  const bool restored =
      std::any_of(tasks_.begin(), tasks_.end(), [](const Task& each) { return each.work == Work::switched; });
  if (!restored) return begin_verifying();
  at_ = At::measuring_way_back;
  act(action::MeasureDowntime{longest_wait_for_frame});
}

void Machine::Impl::begin_verifying() {
  at_ = At::verifying;
  drop_all();
  act(action::Verify{report_.base_revision});
}

void Machine::Impl::drop_all() {
  for (auto& each : tasks_) {
    if (each.work == Work::prepared || each.work == Work::switched) each.work = Work::dropped;
  }
  act(action::DropAll{});
}

void Machine::Impl::on(const event::Verified& event) {
  if (at_ != At::verifying) return;
  if (!event.result) incomplete_.push_back(event.result.error().message);
  if (incomplete_.empty()) return finish(outcome_);
  const auto cause = report_.error ? report_.error->message : std::string();
  Error error{ErrorCode::rollback_incomplete, report_.error ? report_.error->path : "",
              cause + "; the rollback is incomplete: "};
  for (std::size_t n = 0; n < incomplete_.size(); ++n) error.message += (n == 0 ? "" : "; ") + incomplete_[n];
  report_.error = std::move(error);
  finish(State::rollback_incomplete);
}

}  // namespace visiond::transaction
