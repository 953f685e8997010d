// Going back: rollbacks and undos, changes that await confirmation, and transactions that are cancelled by name.
#include "daemon/base/failpoint.hpp"
#include "daemon/runtime/coordinator.hpp"
#include "daemon/runtime/posted.hpp"
#include "daemon/transaction/history.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace visiond::runtime {

using base::Error;
using base::ErrorCode;
using base::Result;
using transaction::Kind;
using transaction::Report;
using transaction::Request;
using transaction::State;

namespace {

Error nothing_before(base::Revision target) {
  return {ErrorCode::no_such_revision, std::to_string(target.value),
          "revision " + std::to_string(target.value) + " is the first, so it changed nothing that could be undone"};
}

Error too_late(ErrorCode code, const Report& report) {
  return {code, "",
          "transaction " + report.transaction_id.value + " is " + std::string(to_string(report.state)) +
              (code == ErrorCode::nothing_to_confirm ? "; only one that is AWAITING_CONFIRMATION can be confirmed"
                                                     : "; it is too late to cancel it")};
}

}  // namespace

void Coordinator::resolve(Request request, RequestHandler then) {
  // A resolved one has its patch already.
  if (request.target.value == 0 || request.patch) return then(std::move(request));
  const auto target = request.target;
  if (request.kind == Kind::undo && target.value == 1) return then(nothing_before(target));
  const auto finish = [this, request, then](transaction::Kept kept) {
    then(transaction::resolved(given_.schema, request, current_.sparse, kept));
  };
  given_.journal.revision(target, posted<RevisionView>(given_.strand, [=, this](Result<RevisionView> record) {
                            if (!record) return then(record.error());
                            if (request.kind != Kind::undo) return finish({std::move(record->sparse), {}});
                            given_.journal.revision(
                                {target.value - 1},
                                posted<RevisionView>(given_.strand, [=](Result<RevisionView> before) {
                                  if (!before) return then(before.error());
                                  finish({record->sparse, std::move(before->sparse)});
                                }));
                          }));
}

std::optional<base::Error> Coordinator::not_now(const transaction::Request& request) const {
  const auto& awaiting = confirmation_.report();
  const bool lets_in = request.validate_only || request.kind == transaction::Kind::revert || !request.repair.empty();
  if (!confirmation_.pending() || lets_in) return std::nullopt;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(confirmation_.remaining()).count();
  return base::Error{ErrorCode::confirmation_pending, "",
                     "revision " + std::to_string(awaiting->revision.value) + " of transaction " +
                         awaiting->transaction_id.value + " awaits confirmation for another " +
                         std::to_string(seconds) + " s; confirm or cancel it first"};
}

void Coordinator::confirm(const base::TransactionId& id, ReportHandler done) {
  boost::asio::post(given_.strand, [this, id, done = std::move(done)]() mutable {
    const auto& awaiting = confirmation_.report();
    if (awaiting && awaiting->transaction_id == id) {
      // What is still unwritten of it must not come after its confirmation.
      write_behind();
      return confirmation_.confirm(std::move(done));
    }
    transaction(id, [done = std::move(done)](const Result<std::shared_ptr<const Report>>& report) {
      done(report ? too_late(ErrorCode::nothing_to_confirm, **report) : report.error());
    });
  });
}

void Coordinator::confirmed(const Confirmation::ReportPtr& report) {
  recent_.add(report);
  settings_watch_.publish(ConfirmedEvent{report->revision, report->transaction_id});
}

void Coordinator::take_back(const std::string& why) {
  write_behind();
  const auto& awaiting = *confirmation_.report();
  Pending pending;
  pending.id = {base::make_uuid()};
  pending.arrived = given_.clock.wall_now();
  pending.request.kind = Kind::revert;
  pending.request.target = awaiting.base_revision;
  pending.request.reverts = awaiting.transaction_id;
  pending.request.author = "visiond";
  pending.request.comment = "revision " + std::to_string(awaiting.revision.value) + " taken back: " + why;
  queue_.push_front(std::move(pending));
  make_way({ErrorCode::confirmation_pending, "", "an unconfirmed change is being taken back; try again"});
  start_next();
}

// A dry run or a repair that runs gives its turn to what is urgent.
void Coordinator::make_way(const Error& reason) {
  if (!turn_taken_) return;
  if (running_.request.validate_only || !running_.request.repair.empty()) cancel_pending(running_, reason);
}

Report Coordinator::reverted_by(const base::TransactionId& revert) const {
  auto report = *confirmation_.report();
  report.state = State::reverted;
  report.reverted_by = revert;
  return report;
}

void Coordinator::revert_finished(const Pending& pending, const Report& report) {
  if (report.error) {
    spdlog::error("transaction {}: could not be taken back, and will be tried again: {}", report.reverts.value,
                  report.error->message);
    return confirmation_.try_again();
  }
  base::may_crash("revert.after");
  const auto reverted = std::make_shared<const Report>(reverted_by(report.transaction_id));
  recent_.add(reverted);
  confirmation_.settle();
  for (const auto& done : pending.cancellers) done(reverted);
}

void Coordinator::cancel_transaction(const TransactionSelector& which, ReportHandler done) {
  boost::asio::post(given_.strand, [this, which, done = std::move(done)]() mutable {
    if (auto* pending = find_pending(which)) {
      const bool runs = pending == &running_ && execution_;
      if (pending->request.kind == Kind::revert || (runs && !execution_->machine().cancellable()))
        return done(too_late(ErrorCode::nothing_to_cancel, *live_report(*pending)));
      pending->cancellers.push_back(std::move(done));
      return cancel_pending(*pending, {ErrorCode::cancelled, "", "it was cancelled on request"});
    }
    const auto is_it = [&](const auto& id) { return confirmation_.pending() && confirmation_.is(id); };
    if (std::visit(is_it, which)) return cancel_awaiting(std::move(done));
    std::visit(
        [&](const auto& id) {
          transaction(id, [done = std::move(done)](const Result<std::shared_ptr<const Report>>& report) {
            done(report ? too_late(ErrorCode::nothing_to_cancel, **report) : report.error());
          });
        },
        which);
  });
}

void Coordinator::cancel_awaiting(ReportHandler done) {
  if (confirmation_.open()) confirmation_.cancel("it was cancelled on request");
  const auto is_revert = [](const Pending& pending) { return pending.request.kind == Kind::revert; };
  Pending* revert = nullptr;
  if (turn_taken_ && is_revert(running_)) revert = &running_;
  if (revert == nullptr && !queue_.empty() && is_revert(queue_.front())) revert = &queue_.front();
  if (revert == nullptr) return done(too_late(ErrorCode::nothing_to_cancel, *confirmation_.report()));
  // Whoever waits for it is told of its end.
  revert->cancellers.push_back(std::move(done));
}

}  // namespace visiond::runtime
