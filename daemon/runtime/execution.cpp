// Feeding the machine, timers, and what is asked of participants. The commit is in execution_commit.cpp.
#include "daemon/runtime/execution.hpp"

#include <algorithm>
#include <utility>

namespace visiond::runtime {

namespace action = transaction::action;
namespace event = transaction::event;
using base::Result;
using transaction::OperationId;

Execution::Execution(Surroundings surroundings, Listener listener, transaction::Machine machine, Beside beside)
    : at_(std::move(surroundings)),
      listener_(std::move(listener)),
      machine_(std::move(machine)),
      beside_(std::move(beside)),
      calls_(at_.board),
      parts_before_(at_.cutover.parts()) {}

void Execution::begin(base::WallTime arrived) { feed(event::Begin{arrived}); }

void Execution::cancel(base::Error reason) { feed(event::Cancel{std::move(reason)}); }

void Execution::feed(transaction::Event next) {
  events_.push_back(std::move(next));
  if (feeding_) return;
  const auto self = shared_from_this();
  feeding_ = true;
  while (!events_.empty()) {
    const auto current = std::move(events_.front());
    events_.pop_front();
    auto actions = machine_.resume(current, at_.clock.steady_now(), at_.clock.wall_now());
    for (auto& each : actions) std::visit([this](auto& what) { perform(what); }, each);
  }
  feeding_ = false;
}

Result<Execution::Answer> Execution::inspect(const std::string& section, PreparedPtr prepared) {
  Answer answer;
  answer.part = prepared->part();
  if (answer.part == nullptr)
    return base::Error{base::ErrorCode::internal, section, section + " has no part for the new generation"};
  answer.info = {.unaffected = false,
                 .effective = prepared->effective(),
                 .wants_rehearsal = prepared->wants_rehearsal(),
                 .needs_switch = prepared->needs_switch()};
  answer.prepared = std::move(prepared);
  return answer;
}

transaction::PrepareInput Execution::input_for(const action::Prepare& action) const {
  transaction::PrepareInput input;
  input.change = action.change;
  input.occasion = action.occasion;
  input.proposed = machine_.proposed();
  const auto& section = action.id.section;
  if (const auto found = parts_before_.find(section); found != parts_before_.end()) input.running = found->second;
  const auto next = next_parts();
  for (const auto& dependency : at_.participants.at(section)->section().dependencies) {
    if (const auto found = next.find(dependency); found != next.end()) input.dependencies[dependency] = found->second;
  }
  return input;
}

void Execution::perform(action::Continue&) { feed(event::Continue{}); }

void Execution::perform(action::Prepare& action) {
  const auto& section = action.id.section;
  auto input = input_for(action);
  // Without a running part there is nothing to share: what is cheap otherwise may load a model now.
  auto* const participant = at_.participants.at(section);
  const bool on_strand = action.on_strand && input.running != nullptr && !participant->needs_worker(action.change);
  auto work = [participant, section, input = std::move(input), stop = stop_.get_token()]() mutable -> Result<Answer> {
    auto result = participant->prepare(std::move(input), stop);
    if (!result) return result.error();
    if (*result == nullptr) return Answer{};
    return inspect(section, std::move(*result));
  };
  if (on_strand) return prepared(action.id, true, guarded<Answer>(section, work));
  on_worker<Answer>({action.id}, section, std::move(work),
                    [this, id = action.id](Result<Answer> result) { prepared(id, false, std::move(result)); });
}

void Execution::prepared(const OperationId& id, bool on_strand, Result<Answer> result) {
  if (!result) return feed(event::PrepareDone{id, result.error()});
  if (result->prepared == nullptr) return feed(event::PrepareDone{id, transaction::PreparedInfo{.unaffected = true}});
  staged_[id] = {std::move(result->prepared), std::move(result->part), on_strand};
  feed(event::PrepareDone{id, std::move(result->info)});
}

transaction::Parts Execution::next_parts() const {
  auto parts = parts_before_;
  for (const auto& [id, staged] : staged_) parts[id.section] = staged.part;
  return parts;
}

void Execution::perform(action::Rehearse& action) {
  if (auto assembled = assemble(machine_.report().base_revision.next()); !assembled)
    return feed(event::RehearseDone{action.attempt, assembled.error()});
  std::vector<OperationId> rehearsed;
  for (const auto& [id, staged] : staged_) {
    if (std::find(action.sections.begin(), action.sections.end(), id.section) != action.sections.end())
      rehearsed.push_back(id);
  }
  auto work = [&cutover = at_.cutover, candidate = candidate_, sections = action.sections, stop = stop_.get_token()] {
    return cutover.rehearse(candidate, sections, stop);
  };
  const auto whose = action.sections.size() == 1 ? action.sections.front() : std::string();
  on_worker<void>(rehearsed, whose, std::move(work), [this, attempt = action.attempt](Result<void> result) {
    feed(event::RehearseDone{attempt, std::move(result)});
  });
}

void Execution::perform(action::HoldFrames&) { at_.cutover.hold(); }

void Execution::perform(action::ReleaseFrames&) { at_.cutover.release(); }

void Execution::perform(action::SwitchOver& action) {
  auto work = [prepared = staged_.at(action.id).prepared, section = action.id.section,
               stop = stop_.get_token()]() -> Result<Answer> {
    if (auto result = prepared->switch_over(stop); !result) return result.error();
    return inspect(section, prepared);
  };
  on_worker<Answer>({action.id}, action.id.section, std::move(work),
                    [this, id = action.id](Result<Answer> result) { switched(id, std::move(result)); });
}

void Execution::switched(const OperationId& id, Result<Answer> result) {
  if (!result) return feed(event::SwitchDone{id, result.error()});
  // No longer staged where it was given up meanwhile.
  const auto staged = staged_.find(id);
  const bool new_part = staged != staged_.end() && staged->second.part != result->part;
  if (new_part) staged->second.part = std::move(result->part);
  feed(event::SwitchDone{id, std::move(result->info), new_part});
}

void Execution::perform(action::SwitchBack& action) {
  // The way back is not to be stopped by what stopped the way there.
  auto work = [prepared = staged_.at(action.id).prepared] { return prepared->switch_back({}); };
  on_worker<void>({action.id}, action.id.section, std::move(work), [this, id = action.id](Result<void> result) {
    feed(event::SwitchBackDone{id, std::move(result)});
  });
}

void Execution::perform(action::RequestStop&) {
  // What is begun from here on is not meant.
  std::exchange(stop_, std::stop_source()).request_stop();
}

void Execution::free(Staged staged) {
  if (!staged.on_strand) at_.workers.post([staged = std::move(staged)] {});
}

void Execution::perform(action::Drop& action) {
  if (auto node = staged_.extract(action.id)) free(std::move(node.mapped()));
}

void Execution::perform(action::DropAll&) {
  for (auto& [id, staged] : std::exchange(staged_, {})) free(std::move(staged));
  if (candidate_) at_.workers.post([candidate = std::exchange(candidate_, nullptr)] {});
}

void Execution::perform(action::LeaveBusy& action) { calls_.give_up(action.id); }

void Execution::perform(action::Impair& action) {
  // Taken off the stage, so that DropAll does not free it.
  auto node = staged_.extract(action.id);
  if (!node) return;
  calls_.give_up(action.id);
  at_.board.impair(action.id.section, std::move(node.mapped().prepared), action.error);
}

void Execution::perform(action::ArmTimer& action) {
  const auto number = ++armed_;
  timers_.erase(action.timer);
  auto& armed = timers_.emplace(action.timer, ArmedTimer{number, boost::asio::steady_timer(at_.strand, action.after)})
                    .first->second;
  armed.timer.async_wait([weak = weak_from_this(), which = action.timer, number](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    // A cancelled timer's handler may still come with success: only the one that is armed now counts.
    const auto found = self->timers_.find(which);
    if (found == self->timers_.end() || found->second.number != number) return;
    self->timers_.erase(found);
    self->feed(event::TimerFired{which});
  });
}

void Execution::perform(action::DisarmTimer& action) { timers_.erase(action.timer); }

void Execution::perform(action::Publish& action) { listener_.publish(action); }

void Execution::perform(action::Finish&) {
  timers_.clear();
  for (auto& [id, staged] : std::exchange(staged_, {})) free(std::move(staged));
  listener_.finished();
}

}  // namespace visiond::runtime
