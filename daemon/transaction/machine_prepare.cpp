// Prepare, wave by wave, and the rehearsal.
#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

void Machine::Impl::begin_wave(std::size_t wave) {
  wave_ = wave;
  for (auto& each : tasks_) {
    if (each.wave == wave) start_prepare(each);
  }
  if (!any_running()) wave_done();
}

void Machine::Impl::start_prepare(Task& task) {
  if (const auto busy = situation_.busy.find(task.id.section); busy != situation_.busy.end()) {
    return leave_out(
        task, {ErrorCode::section_busy, task.id.section, task.id.section + " cannot be changed now: " + busy->second});
  }
  ++task.id.attempt;
  task.running = Running::prepare;
  task.work = Work::waiting;
  task.started = now_;
  const bool on_strand = task.change.kind <= UpdateKind::hot_reload;
  const auto occasion = is_repair()                     ? Occasion::start_up
                        : request_.kind == Kind::revert ? Occasion::revert
                                                        : Occasion::change;
  act(action::Prepare{task.id, task.change, on_strand, occasion});
}

void Machine::Impl::on(const event::PrepareDone& event) {
  auto* task = find(event.id);
  if (task == nullptr || task->running != Running::prepare) {
    // A late finisher, or an operation that answers twice: the Prepared of the attempt that counts stays.
    const bool counts = task != nullptr &&
                        (task->work == Work::prepared || task->work == Work::switched || task->work == Work::impaired);
    if (event.result && !event.result->unaffected && !counts) act(action::Drop{event.id});
    return;
  }
  task->running = Running::nothing;
  take_time(*task);
  const auto error = take_answer(*task, event.result);
  if (at_ == At::draining) {
    if (!any_running()) begin_reverting();
    return;
  }
  if (error && !goes_on_without(request_)) {
    return fail({ErrorCode::rolled_back, error->path.empty() ? task->id.section : error->path,
                 task->id.section + " could not be prepared: " + error->message},
                State::rolled_back);
  }
  if (!any_running()) wave_done();
}

std::optional<Error> Machine::Impl::take_answer(Task& task, const base::Result<PreparedInfo>& result) {
  std::optional<Error> error;
  if (!result) {
    error = result.error();
  } else if (result->unaffected && must_answer(task)) {
    // Going on would put a document in force that the section does not follow.
    error = Error{ErrorCode::internal, task.id.section,
                  task.id.section + " answered that it is unaffected although it has to be prepared"};
  }
  if (error) {
    task.work = Work::failed;
    operation(task).error = error;
    settle(task, Outcome::failed);
  } else if (result->unaffected) {
    task.work = Work::unaffected;
    settle(task, Outcome::unaffected);
  } else {
    task.work = Work::prepared;
    task.info = *result;
    settle(task, Outcome::prepared);
  }
  return error;
}

bool Machine::Impl::must_answer(const Task& task) const {
  return !task.change.changes.empty() ||
         std::find(request_.repair.begin(), request_.repair.end(), task.id.section) != request_.repair.end();
}

void Machine::Impl::wave_done() {
  if (at_ == At::repreparing) return reprepare_next_wave();
  if (wave_ + 1 < report_.waves.size()) return begin_wave(wave_ + 1);
  all_prepared();
}

void Machine::Impl::all_prepared() {
  if (!judge_adjustments()) return;
  if (!rehearse(At::rehearsing, false)) rehearsed();
}

bool Machine::Impl::rehearse(At state, bool held) {
  action::Rehearse rehearsal{++rehearsal_, {}};
  for (auto& each : tasks_) {
    const bool ready = held ? each.work == Work::switched || each.work == Work::prepared
                            : each.work == Work::prepared && !each.info.needs_switch;
    each.rehearsing = ready && each.info.wants_rehearsal;
    if (each.rehearsing) rehearsal.sections.push_back(each.id.section);
  }
  if (rehearsal.sections.empty()) return false;
  begin_phase(PhaseName::rehearse);
  at_ = state;
  rehearsal_running_ = true;
  act(std::move(rehearsal));
  return true;
}

void Machine::Impl::on(const event::RehearseDone& event) {
  if (event.attempt != rehearsal_ || !rehearsal_running_) return;
  rehearsal_running_ = false;
  if (!event.result && at_ != At::draining && goes_on_without(request_))
    return leave_out_of_rehearsal(event.result.error());
  for (auto& each : tasks_) each.rehearsing = false;
  if (at_ == At::draining) {
    if (!any_running()) begin_reverting();
    return;
  }
  if (!event.result) {
    const auto& error = event.result.error();
    std::string who = "the transaction";
    for (auto& each : tasks_) {
      if (each.id.section != section_of(error.path)) continue;
      who = each.id.section;
      operation(each).error = error;
      settle(each, Outcome::failed);
    }
    return fail({ErrorCode::rolled_back, error.path, who + " did not pass the rehearsal: " + error.message},
                State::rolled_back);
  }
  after_rehearsal();
}

void Machine::Impl::after_rehearsal() {
  if (at_ == At::rehearsing) return rehearsed();
  if (at_ == At::rehearsing_held) return begin_commit();
}

void Machine::Impl::rehearsed() {
  const auto waits = [](const Task& task) { return task.work == Work::prepared && task.info.needs_switch; };
  if (request_.validate_only) {
    for (const auto& each : tasks_) {
      if (waits(each)) report_.unverified.push_back(each.id.section + ": its switch-over");
    }
    drop_all();
    return finish(State::validated);
  }
  if (std::any_of(tasks_.begin(), tasks_.end(), waits)) return begin_switching();
  begin_commit();
}

bool Machine::Impl::judge_adjustments() {
  report_.adjustments.clear();
  for (const auto& each : tasks_) {
    if (each.work != Work::prepared && each.work != Work::switched) continue;
    // What is switched over may still settle for something else; a dry run has only this to judge.
    if (each.work == Work::prepared && each.info.needs_switch && !request_.validate_only) continue;
    auto found = adjustments(each.id.section, each.change, situation_.effective, each.info.effective);
    std::move(found.begin(), found.end(), std::back_inserter(report_.adjustments));
  }
  if (report_.adjustments.empty() || request_.adjustment_policy == AdjustmentPolicy::accept) return true;
  const auto& first = report_.adjustments.front();
  fail({ErrorCode::adjusted, first.path, first.path + " would settle for another value than the one asked for"},
       State::rolled_back);
  return false;
}

}  // namespace visiond::transaction
