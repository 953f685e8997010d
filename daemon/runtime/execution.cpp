#include "daemon/runtime/execution.hpp"

#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

namespace action = transaction::action;
namespace event = transaction::event;
using transaction::OperationId;

namespace {

transaction::PreparedInfo info_of(const transaction::Prepared& prepared) {
  return {.unaffected = false,
          .effective = prepared.effective(),
          .wants_rehearsal = prepared.wants_rehearsal(),
          .needs_switch = prepared.needs_switch()};
}

}  // namespace

Execution::Execution(Surroundings surroundings, Listener listener, transaction::Machine machine,
                     std::string request_digest)
    : at_(std::move(surroundings)),
      listener_(std::move(listener)),
      machine_(std::move(machine)),
      request_digest_(std::move(request_digest)),
      parts_before_(at_.cutover.parts()) {}

void Execution::begin() { feed(event::Begin{at_.clock.wall_now()}); }

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

template <class T>
void Execution::on_worker(const std::string& section, std::function<base::Result<T>()> work,
                          std::function<void(base::Result<T>)> then) {
  at_.workers.post([self = shared_from_this(), section, work = std::move(work), then = std::move(then)]() mutable {
    auto result = guarded<T>(section, work);
    auto strand = self->at_.strand;
    boost::asio::post(strand, [self = std::move(self), then = std::move(then), result = std::move(result)]() mutable {
      then(std::move(result));
    });
  });
}

void Execution::on_worker_for(const OperationId& id, std::function<base::Result<void>()> work,
                              std::function<transaction::Event(base::Result<void>)> answer) {
  running_.insert(id);
  on_worker<void>(id.section, std::move(work), [this, id, answer = std::move(answer)](base::Result<void> result) {
    returned(id);
    feed(answer(std::move(result)));
  });
}

transaction::PrepareInput Execution::input_for(const action::Prepare& action) const {
  transaction::PrepareInput input;
  input.change = action.change;
  const auto& running = parts_before_;
  if (const auto found = running.find(action.id.section); found != running.end()) input.running = found->second;
  const auto next = next_parts();
  for (const auto& dependency : at_.participants.at(action.id.section)->section().dependencies) {
    if (const auto found = next.find(dependency); found != next.end()) input.dependencies[dependency] = found->second;
  }
  return input;
}

void Execution::perform(action::Continue&) { feed(event::Continue{}); }

void Execution::perform(action::Prepare& action) {
  auto* participant = at_.participants.at(action.id.section);
  auto work = [participant, input = input_for(action),
               stop = stop_.get_token()]() mutable -> base::Result<PreparedPtr> {
    auto result = participant->prepare(std::move(input), stop);
    if (!result) return result.error();
    return PreparedPtr(std::move(*result));
  };
  if (action.on_strand) {
    prepared(action.id, true, guarded<PreparedPtr>(action.id.section, work));
    return;
  }
  running_.insert(action.id);
  on_worker<PreparedPtr>(action.id.section, std::move(work), [this, id = action.id](base::Result<PreparedPtr> result) {
    returned(id);
    prepared(id, false, std::move(result));
  });
}

void Execution::prepared(const OperationId& id, bool on_strand, base::Result<PreparedPtr> result) {
  if (!result) {
    feed(event::PrepareDone{id, result.error()});
    return;
  }
  if (*result == nullptr) {
    feed(event::PrepareDone{id, transaction::PreparedInfo{.unaffected = true, .effective = {}}});
    return;
  }
  staged_[id] = {*result, on_strand};
  feed(event::PrepareDone{
      id, guarded<transaction::PreparedInfo>(
              id.section, [&]() -> base::Result<transaction::PreparedInfo> { return info_of(**result); })});
}

transaction::Parts Execution::next_parts() const {
  auto parts = parts_before_;
  for (const auto& [id, staged] : staged_) parts[id.section] = staged.prepared->part();
  return parts;
}

void Execution::returned(const OperationId& id) {
  running_.erase(id);
  if (left_busy_.erase(id) > 0) at_.board.returned(id.section);
}

void Execution::perform(action::Rehearse& action) {
  candidate_ = at_.cutover.assemble(machine_.report().base_revision.next(), next_parts());
  auto work = [&cutover = at_.cutover, candidate = candidate_, sections = action.sections, stop = stop_.get_token()] {
    return cutover.rehearse(candidate, sections, stop);
  };
  std::vector<OperationId> rehearsed;
  for (const auto& [id, staged] : staged_) {
    if (std::find(action.sections.begin(), action.sections.end(), id.section) != action.sections.end())
      rehearsed.push_back(id);
  }
  running_.insert(rehearsed.begin(), rehearsed.end());
  on_worker<void>("rehearsal", std::move(work), [this, rehearsed, attempt = action.attempt](base::Result<void> result) {
    for (const auto& id : rehearsed) returned(id);
    feed(event::RehearseDone{attempt, std::move(result)});
  });
}

void Execution::perform(action::HoldFrames&) { at_.cutover.hold(); }

void Execution::perform(action::ReleaseFrames&) { at_.cutover.release(); }

void Execution::perform(action::SwitchOver& action) {
  auto prepared = staged_.at(action.id).prepared;
  on_worker_for(
      action.id, [prepared, stop = stop_.get_token()] { return prepared->switch_over(stop); },
      [prepared, id = action.id](base::Result<void> result) -> transaction::Event {
        if (!result) return event::SwitchDone{id, result.error()};
        return event::SwitchDone{id, info_of(*prepared)};
      });
}

void Execution::perform(action::SwitchBack& action) {
  auto prepared = staged_.at(action.id).prepared;
  // The way back is not to be stopped by what stopped the way there.
  on_worker_for(
      action.id, [prepared] { return prepared->switch_back({}); },
      [id = action.id](base::Result<void> result) -> transaction::Event {
        return event::SwitchBackDone{id, std::move(result)};
      });
}

void Execution::perform(action::Commit& action) {
  // Assembled before the commit point: what remains after it is a pointer swap.
  candidate_ = at_.cutover.assemble(action.revision, next_parts());
  documents_ = {action.sparse, action.full, action.effective};

  auto report = machine_.report();
  report.state = transaction::State::committed;
  report.changed = true;
  report.revision = action.revision;
  report.end_time = at_.clock.wall_now();
  transaction::RevisionRecord revision{.revision = action.revision,
                                       .sparse = std::move(action.sparse),
                                       .full = std::move(action.full),
                                       .effective = std::move(action.effective),
                                       .create_time = *report.end_time,
                                       .transaction_id = report.transaction_id,
                                       .author = report.author,
                                       .comment = report.comment,
                                       .sections = {}};
  for (const auto& change : report.changes) {
    const auto section = change.path.substr(0, change.path.find('.'));
    if (revision.sections.empty() || revision.sections.back() != section) revision.sections.push_back(section);
  }
  at_.journal.commit(std::move(revision), {std::move(report), request_digest_},
                     [self = shared_from_this()](base::Result<void> result) {
                       boost::asio::post(self->at_.strand, [self, result = std::move(result)] {
                         using transaction::CommitOutcome;
                         self->feed(result ? event::CommitDone{CommitOutcome::committed, {}}
                                           : event::CommitDone{CommitOutcome::refused, result.error()});
                       });
                     });
}

void Execution::perform(action::Flip&) {
  const auto result = at_.cutover.flip(std::move(candidate_));
  for (const auto& [id, staged] : staged_) staged.prepared->activate();
  listener_.in_force(std::move(documents_));
  feed(event::Flipped{result});
}

void Execution::perform(action::MeasureDowntime& action) {
  at_.workers.post([self = shared_from_this(), limit = action.limit] {
    const auto downtime = self->at_.cutover.measure_downtime(limit, {});
    boost::asio::post(self->at_.strand, [self, downtime] { self->feed(event::DowntimeMeasured{downtime}); });
  });
}

bool Execution::unchanged_since_begin(base::Revision revision) const {
  return at_.cutover.revision() == revision && at_.cutover.parts() == parts_before_;
}

void Execution::perform(action::Verify& action) {
  at_.journal.newest([self = shared_from_this(), revision = action.revision](base::Result<base::Revision> newest) {
    boost::asio::post(self->at_.strand, [self, revision, newest = std::move(newest)] {
      if (!newest) return self->feed(event::Verified{newest.error()});
      if (*newest == revision && self->unchanged_since_begin(revision))
        return self->feed(event::Verified{base::Result<void>{}});
      self->feed(
          event::Verified{base::Error{base::ErrorCode::rollback_incomplete, "",
                                      "after the rollback the newest revision on disk or the generation in force is "
                                      "not the one of before"}});
    });
  });
}

void Execution::perform(action::RequestStop&) { stop_.request_stop(); }

void Execution::free(Staged staged) {
  if (!staged.on_strand) at_.workers.post([prepared = std::move(staged.prepared)] {});
}

void Execution::perform(action::Drop& action) {
  if (auto node = staged_.extract(action.id)) free(std::move(node.mapped()));
}

void Execution::perform(action::DropAll&) {
  for (auto& [id, staged] : staged_) free(std::move(staged));
  staged_.clear();
  if (candidate_) at_.workers.post([candidate = std::move(candidate_)] {});
}

void Execution::perform(action::LeaveBusy& action) {
  if (!running_.contains(action.id)) return;
  left_busy_.insert(action.id);
  at_.board.leave_busy(action.id.section);
}

void Execution::perform(action::Impair& action) {
  // Taken off the stage first, so that DropAll does not free it.
  auto node = staged_.extract(action.id);
  if (!node) return;
  if (running_.contains(action.id) && left_busy_.insert(action.id).second) at_.board.leave_busy(action.id.section);
  at_.board.impair(action.id.section, std::move(node.mapped().prepared), action.error);
}

void Execution::perform(action::ArmTimer& action) {
  auto& timer = timers_[action.timer];
  timer = std::make_unique<boost::asio::steady_timer>(at_.strand, action.after);
  timer->async_wait(
      [weak = weak_from_this(), which = action.timer, armed = timer.get()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (error || !self) return;
        // A cancelled timer's handler may still come with success: only the one that is armed now counts.
        const auto found = self->timers_.find(which);
        if (found == self->timers_.end() || found->second.get() != armed) return;
        self->timers_.erase(found);
        self->feed(event::TimerFired{which});
      });
}

void Execution::perform(action::DisarmTimer& action) { timers_.erase(action.timer); }

void Execution::perform(action::Publish& action) { listener_.publish(action); }

void Execution::perform(action::Finish&) {
  timers_.clear();
  for (auto& [id, staged] : staged_) free(std::move(staged));
  staged_.clear();
  listener_.finished();
}

}  // namespace visiond::runtime
