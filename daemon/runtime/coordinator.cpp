// The coordinator runs one transaction at a time and keeps what it puts in force.
#include "daemon/runtime/coordinator.hpp"

#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

using base::ErrorCode;
using transaction::Report;
using transaction::State;

namespace {

constexpr std::chrono::milliseconds idle_pause{100};
constexpr std::size_t unwritten_limit = 64;

std::chrono::milliseconds time_out_of(const json::object& full) {
  const auto* section = full.if_contains("daemon");
  const auto* value = section != nullptr ? section->as_object().if_contains("transaction_timeout_ms") : nullptr;
  return std::chrono::milliseconds(value != nullptr ? value->to_number<std::int64_t>() : 30000);
}

}  // namespace

Coordinator::Coordinator(Given given, Initial initial)
    : given_(std::move(given)),
      current_(std::move(initial.current)),
      ignored_(std::move(initial.ignored)),
      impaired_(std::move(initial.impaired)),
      started_(given_.clock.wall_now()),
      predictions_(initial.timings),
      board_(given_.strand, given_.workers, given_.clock),
      settings_watch_(given_.strand, given_.journal, given_.schema, current_),
      idle_timer_(given_.strand),
      heartbeat_timer_(given_.strand) {
  boost::asio::post(given_.strand, [this] { arm_heartbeat(); });
}

transaction::Situation Coordinator::situation() const {
  transaction::Situation situation;
  situation.schema = &given_.schema;
  situation.planner = &given_.planner;
  situation.check = [this](const std::string& section, const transaction::SectionChange& change,
                           const json::object& proposed) {
    auto result =
        guarded<std::vector<settings::Violation>>(section, [&]() -> base::Result<std::vector<settings::Violation>> {
          return given_.participants.at(section)->check(change, proposed);
        });
    if (result) return *result;
    return std::vector<settings::Violation>{{section, ErrorCode::internal, result.error().message}};
  };
  situation.predict = [this](const std::string& section, settings::UpdateKind kind) {
    return predictions_.predict(section, kind);
  };
  situation.sparse = current_.sparse;
  situation.full = current_.full;
  situation.effective = current_.effective;
  situation.revision = current_.revision;
  situation.busy = board_.reasons();
  situation.time_out = time_out_of(current_.full);
  return situation;
}

void Coordinator::dry_run(Pending pending) {
  announce(pending);
  const auto now = given_.clock.steady_now();
  transaction::Machine machine(pending.id, std::move(pending.request), situation());
  machine.resume(transaction::event::Begin{pending.arrived}, now, given_.clock.wall_now());
  auto report = std::make_shared<const Report>(machine.report());
  // The answer holds all of a plan that would do; of a refusal it may have to leave something out.
  if (report->error) recent_.add(report);
  answer(pending, std::move(report));
}

void Coordinator::run(Pending pending) {
  transaction::Machine machine(pending.id, pending.request, situation());
  announce(pending);
  running_ = std::move(pending);
  Execution::Listener listener{
      .in_force = [this](RevisionView revision) { put_in_force(execution_->machine().report(), std::move(revision)); },
      .publish = [this](const auto& what) { publish(what); },
      .finished = [this] { finished(); }};
  execution_ =
      std::make_shared<Execution>(Execution::Surroundings{given_.strand, given_.clock, given_.workers, given_.journal,
                                                          given_.cutover, board_, given_.participants},
                                  std::move(listener), std::move(machine), running_.digest);
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

void Coordinator::put_in_force(const Report& running, RevisionView revision) {
  current_ = std::move(revision);
  auto report = std::make_shared<Report>(running);
  report->state = State::committed;
  report->changed = true;
  report->revision = current_.revision;
  report->end_time = current_.create_time;
  for (const auto& wave : report->waves) {
    for (const auto& operation : wave.operations) {
      if (operation.outcome == transaction::Outcome::done) impaired_.erase(operation.section);
    }
  }
  if (const auto* section = current_.full.if_contains("daemon")) {
    if (const auto* limit = section->as_object().if_contains("history_limit"))
      given_.journal.set_history_limit(limit->to_number<std::uint64_t>());
  }
  settings_watch_.publish(CommittedEvent{std::move(report)});
}

void Coordinator::finished() {
  const auto report = std::make_shared<const Report>(execution_->machine().report());
  const auto pending = std::move(running_);
  log_end(*report);
  recent_.add(report);
  answer(pending, report);
  record(report);
  execution_.reset();
  turn_taken_ = false;
  // Not called from here: the execution's own frames are still on the stack.
  boost::asio::post(given_.strand, [this] { start_next(); });
}

void Coordinator::record(std::shared_ptr<const Report> report) {
  if (report->state == State::committed && report->changed) {
    predictions_.learn(*report);
    unwritten_.emplace_back(std::move(report), execution_->request_digest());
    if (unwritten_.size() < unwritten_limit) return arm_idle_timer();
    return write_behind();
  }
  // What made no difference is only worth keeping for whoever asks again with the same request id.
  const bool no_difference = report->state == State::committed;
  if (!execution_->machine().consumes_request_id() || (no_difference && execution_->request_digest().empty())) return;
  given_.journal.record({*report, execution_->request_digest()});
}

void Coordinator::publish(const transaction::action::Publish& what) {
  using What = transaction::action::Publish::What;
  if (transaction_watch_.empty()) return;
  TransactionEvent event{running_.id, given_.clock.wall_now(), what, nullptr};
  if (what.what == What::started || what.what == What::ended)
    event.report = std::make_shared<const Report>(execution_->machine().report());
  transaction_watch_.publish(event);
}

void Coordinator::write_behind() {
  for (const auto& [report, digest] : std::exchange(unwritten_, {})) given_.journal.record({*report, digest});
  if (auto timings = predictions_.take_changes(); !timings.empty()) given_.journal.record_timings(std::move(timings));
}

void Coordinator::arm_idle_timer() {
  if (idle_timer_armed_) return;
  idle_timer_armed_ = true;
  idle_timer_.expires_after(idle_pause);
  idle_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    idle_timer_armed_ = false;
    write_behind();
  });
}

}  // namespace visiond::runtime
