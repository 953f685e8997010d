// Taking an unconfirmed change back must come to an end: a section that fails or hangs is left out, and the others go
// on.
#include "daemon/transaction/machine_impl.hpp"

#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

void Machine::Impl::leave_out(Task& task, Error error) {
  if (task.work == Work::prepared || task.work == Work::switched) act(action::Drop{task.id});
  task.work = Work::failed;
  task.rehearsing = false;
  operation(task).error = std::move(error);
  settle(task, Outcome::failed);
}

void Machine::Impl::leave_out_of_rehearsal(const Error& error) {
  const auto culprit = section_of(error.path);
  bool known = false;
  for (const auto& each : tasks_) known = known || (each.rehearsing && each.id.section == culprit);
  for (auto& each : tasks_) {
    // Where it cannot be told whose fault it was, none that took part is trusted.
    if (each.rehearsing && (!known || each.id.section == culprit)) leave_out(each, error);
    each.rehearsing = false;
  }
  if (!rehearse(at_, at_ == At::rehearsing_held)) after_rehearsal();
}

void Machine::Impl::go_on_without_running() {
  act(action::RequestStop{});
  rehearsal_running_ = false;
  for (auto& each : tasks_) {
    const bool calls = std::exchange(each.running, Running::nothing) != Running::nothing;
    if (!calls && !each.rehearsing) continue;
    act(action::LeaveBusy{each.id});
    if (calls) take_time(each);
    leave_out(each, {ErrorCode::timed_out, each.id.section, each.id.section + " has not returned"});
  }
  // The others get the same time again.
  act(action::ArmTimer{Timer::deadline, situation_.time_out});
  timer_armed_ = true;
  if (at_ == At::preparing || at_ == At::repreparing) return wave_done();
  if (at_ == At::switching) return switch_next();
  after_rehearsal();
}

}  // namespace visiond::transaction
