// One transaction's run, from its turn to its end.
#include "daemon/runtime/coordinator.hpp"
#include "daemon/transaction/best_effort.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <utility>

namespace visiond::runtime {

using transaction::Report;
using transaction::State;

namespace {

constexpr std::size_t unwritten_limit = 64;

}  // namespace

void Coordinator::dry_run(Pending pending) {
  auto shared = std::make_shared<Pending>(std::move(pending));
  resolve(shared->request, [this, shared](base::Result<transaction::Request> request) {
    if (!request) return refuse(*shared, request.error());
    transaction::Machine machine(shared->id, std::move(*request), situation());
    machine.resume(transaction::event::Begin{shared->arrived}, given_.clock.steady_now(), given_.clock.wall_now());
    auto report = std::make_shared<const Report>(machine.report());
    // The answer holds all of a plan that would do; of a refusal it may have to leave something out.
    if (report->error) recent_.add(report);
    answer(*shared, report);
  });
}

void Coordinator::run(Pending pending) {
  if (auto error = not_now(pending.request)) {
    refuse(pending, std::move(*error));
    return give_turn_back();
  }
  running_ = std::move(pending);
  resolve(running_.request, [this](base::Result<transaction::Request> request) {
    if (request) {
      running_.request = std::move(*request);
      return execute_unless_cancelled();
    }
    auto refused = std::move(running_);
    turn_taken_ = false;
    refuse(refused, request.error());
    start_next();
  });
}

void Coordinator::execute_unless_cancelled() {
  if (draining_ && !running_.cancelled) running_.cancelled = stopping();
  if (!running_.cancelled) return execute();
  auto pending = std::move(running_);
  const auto reason = *std::exchange(pending.cancelled, std::nullopt);
  turn_taken_ = false;
  refuse(pending, reason);
  start_next();
}

void Coordinator::execute() {
  transaction::Machine machine(running_.id, running_.request, situation());
  Execution::Listener listener{
      .in_force = [this](RevisionView revision) { put_in_force(execution_->machine().report(), std::move(revision)); },
      .publish = [this](const auto& what) { publish(what); },
      .works_behind = [this] { announce(running_, true); },
      .finished = [this] { finished(); },
      .assembled = [this] { metrics_.assembled(); }};
  Execution::Beside beside{running_.digest, std::nullopt};
  if (running_.request.kind == transaction::Kind::revert) beside.reverted = reverted_by(running_.id);
  execution_ =
      std::make_shared<Execution>(Execution::Surroundings{given_.strand, given_.clock, given_.workers, given_.journal,
                                                          given_.cutover, board_, given_.participants},
                                  std::move(listener), std::move(machine), std::move(beside));
  // Held here too: begin() may end with the next transaction's start.
  const auto execution = execution_;
  execution->begin(running_.arrived);
}

void Coordinator::log_end(const Report& report) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(report.end_time.value_or(report.create_time) -
                                                                          report.create_time);
  if (!report.error) {
    spdlog::info("transaction {}: {} revision {} in {} µs", report.transaction_id.value, to_string(report.state),
                 report.revision.value, took.count());
  } else {
    spdlog::warn("transaction {}: {} ({}): {}", report.transaction_id.value, to_string(report.state),
                 to_string(report.error->code), report.error->message);
  }
}

void Coordinator::finished() {
  const auto report = std::make_shared<const Report>(execution_->machine().report());
  if (try_without_failed(*report)) return;
  publish_end(report);
  auto pending = std::move(running_);
  const bool repair = !pending.request.repair.empty();
  if (!repair) {
    recent_.add(report);
    if (report->state == State::awaiting_confirmation) confirmation_.arm(report);
    // What nobody waits for comes after the answer.
    answer(pending, report);
    log_end(*report);
    metrics_.ended(pending.request, *report);
    record(pending, report);
    if (report->kind == transaction::Kind::revert) revert_finished(pending, *report);
  } else {
    repair_finished(*report);
  }
  execution_.reset();
  turn_taken_ = false;
  schedule_repair();
  // Not called from here: the execution's own frames are still on the stack.
  boost::asio::post(given_.strand, [this] { start_next(); });
}

bool Coordinator::try_without_failed(const Report& report) {
  if (draining_) return false;
  auto next = transaction::without_failed(running_.request, report, given_.planner, current_.sparse);
  if (!next) return false;
  spdlog::info("transaction {}: trying again without what failed: {}", report.transaction_id.value,
               report.error->message);
  running_.request = std::move(*next);
  running_.consumed = running_.consumed || execution_->machine().consumes_request_id();
  running_.tried = true;
  execution_.reset();
  boost::asio::post(given_.strand, [this] { execute_unless_cancelled(); });
  return true;
}

void Coordinator::record(const Pending& pending, std::shared_ptr<const Report> report) {
  if (report->changed && !report->error) {
    predictions_.learn(*report);
    unwritten_.emplace_back(std::move(report), pending.digest);
    if (unwritten_.size() < unwritten_limit) return arm_idle_timer();
    return write_behind();
  }
  // What made no difference is only worth keeping for whoever asks again with the same request id.
  const bool no_difference = report->state == State::committed;
  const bool consumed = pending.consumed || execution_->machine().consumes_request_id();
  if (!consumed || (no_difference && pending.digest.empty())) return;
  given_.journal.record({*report, pending.digest});
}

}  // namespace visiond::runtime
