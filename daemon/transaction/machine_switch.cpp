// Switch over what cannot exist twice, and prepare again what depended on it.
#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

void Machine::Impl::begin_switching() {
  begin_phase(PhaseName::switch_over);
  at_ = At::switching;
  held_ = true;
  act(action::HoldFrames{});
  switching_ = 0;
  switch_next();
}

void Machine::Impl::switch_next() {
  at_ = At::switching;
  while (switching_ < tasks_.size()) {
    auto& next = tasks_[switching_];
    if (next.work == Work::prepared && next.info.needs_switch) {
      next.running = Running::switch_over;
      next.work = Work::switched;
      next.started = now_;
      return act(action::SwitchOver{next.id});
    }
    ++switching_;
  }
  all_switched();
}

void Machine::Impl::on(const event::SwitchDone& event) {
  auto* task = find(event.id);
  if (task == nullptr || task->running != Running::switch_over) return;
  task->running = Running::nothing;
  take_time(*task);
  if (!event.result) {
    operation(*task).error = event.result.error();
    settle(*task, Outcome::failed);
  }
  if (at_ == At::draining) {
    if (!any_running()) begin_reverting();
    return;
  }
  if (!event.result && goes_on_without(request_)) {
    leave_out(*task, event.result.error());
    return switch_next();
  }
  if (!event.result) {
    const auto& error = event.result.error();
    return fail({ErrorCode::rolled_back, error.path.empty() ? task->id.section : error.path,
                 task->id.section + " could not be switched over: " + error.message},
                State::rolled_back);
  }
  const auto staged = std::exchange(task->info, *event.result).effective;
  settle(*task, Outcome::prepared);
  ++switching_;
  if (staged == task->info.effective && !event.new_part) return switch_next();
  reprepare_dependents(event.id.section);
}

void Machine::Impl::reprepare_dependents(const std::string& section) {
  // Tasks stand in topological order, so one pass finds the indirect dependents too.
  std::set<std::string> changed{section};
  to_prepare_again_.clear();
  for (std::size_t n = 0; n < tasks_.size(); ++n) {
    const auto& dependencies = situation_.planner->dependencies(tasks_[n].id.section);
    const bool depends = std::any_of(dependencies.begin(), dependencies.end(),
                                     [&](const std::string& each) { return changed.contains(each); });
    if (!depends || tasks_[n].work == Work::switched) continue;
    changed.insert(tasks_[n].id.section);
    to_prepare_again_.push_back(n);
  }
  at_ = At::repreparing;
  reprepare_next_wave();
}

void Machine::Impl::reprepare_next_wave() {
  if (to_prepare_again_.empty()) return switch_next();
  const auto wave = tasks_[to_prepare_again_.front()].wave;
  while (!to_prepare_again_.empty() && tasks_[to_prepare_again_.front()].wave == wave) {
    auto& next = tasks_[to_prepare_again_.front()];
    to_prepare_again_.erase(to_prepare_again_.begin());
    if (next.work == Work::prepared) act(action::Drop{next.id});
    start_prepare(next);
  }
  if (!any_running()) reprepare_next_wave();
}

void Machine::Impl::all_switched() {
  if (!judge_adjustments()) return;
  if (!rehearse(At::rehearsing_held, true)) begin_commit();
}

}  // namespace visiond::transaction
