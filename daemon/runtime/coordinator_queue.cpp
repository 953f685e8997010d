// The coordinator's queue: who comes in, joins, waits, is looked up, cancelled or turned away.
#include "daemon/runtime/coordinator.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

using base::Error;
using base::ErrorCode;
using transaction::Report;

namespace {

bool is_draft(const transaction::Request& request) {
  return request.validate_only && request.depth == transaction::Depth::plan;
}

Error reused(const base::RequestId& request, const base::TransactionId& other) {
  return {ErrorCode::request_id_reused, "request_id",
          "request id " + request.value + " belongs to another request, transaction " + other.value +
              "; take a new id for a new request"};
}

Error full(const std::string& what) {
  return {ErrorCode::queue_full, "",
          std::to_string(Coordinator::queue_limit) + what + " already; try again when some are done"};
}

}  // namespace

Error Coordinator::stopping() { return {ErrorCode::draining, "", "the daemon is stopping; try again when it is back"}; }

base::TransactionId Coordinator::apply(transaction::Request request, StartedHandler started,
                                       std::function<void(const Answer&)> done) {
  base::TransactionId id{base::make_uuid()};
  Pending pending;
  pending.id = id;
  // Dry runs consume no id, so there is nothing to look up or to join.
  if (!request.request_id.value.empty() && !request.validate_only) pending.digest = transaction::digest(request);
  pending.request = std::move(request);
  pending.arrived = given_.clock.wall_now();
  pending.callers.push_back({id, std::move(started), std::move(done)});
  boost::asio::post(given_.strand, [this, pending = std::move(pending)]() mutable { enqueue(std::move(pending)); });
  return id;
}

void Coordinator::enqueue(Pending pending) {
  if (!pending.digest.empty()) {
    if (auto* first = with_request_id(pending.request.request_id)) return join(*first, std::move(pending));
  }
  if (draining_) return refuse(pending, stopping());
  if (is_draft(pending.request)) return dry_run(std::move(pending));
  if (queue_.size() >= queue_limit) return refuse(pending, full(" transactions wait"));
  // With a request id it is not known yet which transaction will answer.
  if (pending.digest.empty() && turn_taken_) announce(pending, true);
  queue_.push_back(std::move(pending));
  // A repair can wait.
  if (turn_taken_ && !running_.request.repair.empty())
    cancel_pending(running_, {ErrorCode::cancelled, "", "a transaction goes first"});
  start_next();
}

Coordinator::Pending* Coordinator::with_request_id(const base::RequestId& id) {
  const auto has_it = [&](const Pending& each) { return !each.digest.empty() && each.request.request_id == id; };
  if (turn_taken_ && has_it(running_)) return &running_;
  const auto found = std::find_if(queue_.begin(), queue_.end(), has_it);
  return found == queue_.end() ? nullptr : &*found;
}

void Coordinator::join(Pending& first, Pending pending) {
  if (first.digest != pending.digest) return refuse(pending, reused(pending.request.request_id, first.id));
  if (first.callers.size() > queue_limit) return refuse(pending, full(" callers wait for this transaction"));
  auto& caller = first.callers.emplace_back(std::move(pending.callers.front()));
  if (first.announced) caller.started(first.id, true);
}

void Coordinator::start_next() {
  if (turn_taken_) return;
  if (queue_.empty()) return drained_if_idle();
  turn_taken_ = true;
  auto next = std::move(queue_.front());
  queue_.pop_front();
  if (next.digest.empty()) return run(std::move(next));
  look_up_request(std::move(next));
}

void Coordinator::give_turn_back() {
  turn_taken_ = false;
  start_next();
}

void Coordinator::look_up_request(Pending pending) {
  const auto id = pending.request.request_id;
  running_ = std::move(pending);
  using Found = std::optional<transaction::TransactionRecord>;
  given_.journal.request(id, [this](base::Result<Found> found) {
    boost::asio::post(given_.strand, [this, found = std::move(found)] { looked_up(found); });
  });
}

void Coordinator::looked_up(const base::Result<std::optional<transaction::TransactionRecord>>& found) {
  auto next = std::move(running_);
  if (!found) {
    refuse(next, found.error());
    return give_turn_back();
  }
  if (!*found) {
    return run(std::move(next));
  }
  const auto& before = **found;
  if (before.request_digest != next.digest) {
    refuse(next, reused(next.request.request_id, before.report.transaction_id));
  } else {
    next.id = before.report.transaction_id;
    announce(next, false);
    const auto recent = recent_.find(next.id);
    answer(next, recent ? recent : std::make_shared<const Report>(before.report));
  }
  give_turn_back();
}

void Coordinator::announce(Pending& pending, bool lasting) {
  if (std::exchange(pending.announced, true)) return;
  for (const auto& caller : pending.callers) caller.started(pending.id, lasting);
}

void Coordinator::refuse(Pending& pending, Error error) {
  if (!pending.request.repair.empty()) return schedule_repair();
  const bool cancelled = error.code == ErrorCode::cancelled || error.code == ErrorCode::deadline_exceeded;
  auto report = std::make_shared<Report>(
      report_of(pending, cancelled ? transaction::State::cancelled : transaction::State::rejected));
  report->end_time = given_.clock.wall_now();
  report->error = std::move(error);
  recent_.add(report);
  log_end(*report);
  metrics_.ended(pending.request, *report);
  answer(pending, report);
  // It has to come about in the end.
  if (pending.request.kind == transaction::Kind::revert && !draining_) confirmation_.try_again();
}

void Coordinator::answer(Pending& pending, const std::shared_ptr<const Report>& report) {
  announce(pending, false);
  const auto seen = seen_now(report);
  for (const auto& caller : pending.callers) caller.done({seen, current_.revision});
  const bool revert = pending.request.kind == transaction::Kind::revert;
  // Those of a revert wait for what becomes of the transaction it takes back.
  if (revert && !report->error) return;
  for (const auto& done : std::exchange(pending.cancellers, {})) {
    if (revert)
      done(*report->error);
    else
      done(seen);
  }
}

void Coordinator::cancel(const base::TransactionId& id, Error reason) {
  boost::asio::post(given_.strand, [this, id, reason = std::move(reason)] {
    if (turn_taken_ && cancel_caller(running_, id, reason)) return;
    for (auto& each : queue_) {
      if (cancel_caller(each, id, reason)) return;
    }
  });
}

Coordinator::Pending* Coordinator::find_pending(const TransactionSelector& which) {
  const auto is_it = [&](const Pending& each) {
    if (const auto* id = std::get_if<base::TransactionId>(&which)) return each.id == *id;
    return each.request.request_id == std::get<base::RequestId>(which);
  };
  if (turn_taken_ && is_it(running_)) return &running_;
  const auto found = std::find_if(queue_.begin(), queue_.end(), is_it);
  return found == queue_.end() ? nullptr : &*found;
}

void Coordinator::cancel_pending(Pending& pending, const Error& reason) {
  if (&pending == &running_) {
    if (execution_) return execution_->cancel(reason);
    if (!running_.cancelled) running_.cancelled = reason;
    return;
  }
  const auto place = std::find_if(queue_.begin(), queue_.end(), [&](const Pending& each) { return &each == &pending; });
  auto cancelled = std::move(*place);
  queue_.erase(place);
  refuse(cancelled, reason);
}

// One of several callers no longer waits; the others do. With the last one the transaction goes.
bool Coordinator::cancel_caller(Pending& pending, const base::TransactionId& id, const Error& reason) {
  const auto found =
      std::find_if(pending.callers.begin(), pending.callers.end(), [&](const Caller& each) { return each.id == id; });
  if (found == pending.callers.end()) return false;
  if (pending.callers.size() == 1) {
    cancel_pending(pending, reason);
    return true;
  }
  const auto caller = std::move(*found);
  pending.callers.erase(found);
  auto report = std::make_shared<Report>(*live_report(pending));
  report->error = reason;
  if (!pending.announced) caller.started(pending.id, false);
  caller.done({std::move(report), current_.revision});
  return true;
}

void Coordinator::drain(std::function<void()> drained) {
  boost::asio::post(given_.strand, [this, drained = std::move(drained)]() mutable {
    draining_ = true;
    drained_ = std::move(drained);
    for (auto& pending : std::exchange(queue_, {})) refuse(pending, stopping());
    if (turn_taken_) cancel_pending(running_, stopping());
    confirmation_.stop();
    repair_timer_.cancel();
    drained_if_idle();
  });
}

void Coordinator::drained_if_idle() {
  if (!draining_ || turn_taken_ || !drained_) return;
  settings_watch_.end_all(stopping());
  transaction_watch_.end_all(stopping());
  board_.stop();
  idle_timer_.cancel();
  heartbeat_timer_.cancel();
  write_behind();
  std::exchange(drained_, nullptr)();
}

}  // namespace visiond::runtime
