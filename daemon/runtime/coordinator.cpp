#include "daemon/runtime/coordinator.hpp"

#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

using base::Error;
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

void log_end(const Report& report) {
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

template <class T>
Journal::Handler<T> Coordinator::on_strand(std::function<void(base::Result<T>)> then) {
  return [strand = given_.strand, then = std::move(then)](base::Result<T> result) {
    boost::asio::post(strand, [then, result = std::move(result)] { then(result); });
  };
}

base::TransactionId Coordinator::apply(transaction::Request request, StartedHandler started,
                                       std::function<void(const Answer&)> done) {
  base::TransactionId id{base::make_uuid()};
  Pending pending{id, std::move(request), std::move(started), std::move(done), false};
  boost::asio::post(given_.strand, [this, pending = std::move(pending)]() mutable { enqueue(std::move(pending)); });
  return id;
}

void Coordinator::announce(Pending& pending) {
  if (!std::exchange(pending.announced, true)) pending.started(pending.id);
}

void Coordinator::enqueue(Pending pending) {
  if (draining_) return refuse(pending, {ErrorCode::draining, "", "the daemon is stopping; try again when it is back"});
  if (pending.request.validate_only && pending.request.depth == transaction::Depth::plan)
    return dry_run(std::move(pending));
  if (queue_.size() >= queue_limit) {
    return refuse(pending, {ErrorCode::queue_full, "",
                            std::to_string(queue_limit) + " transactions wait already; try again when some are done"});
  }
  // With a request id it is not known yet which transaction will answer.
  if (pending.request.request_id.value.empty()) announce(pending);
  queue_.push_back(std::move(pending));
  start_next();
}

void Coordinator::start_next() {
  if (turn_taken_) return;
  if (queue_.empty()) return drained_if_idle();
  turn_taken_ = true;
  auto next = std::move(queue_.front());
  queue_.pop_front();
  if (next.request.request_id.value.empty() || next.request.validate_only) return run(std::move(next), {});
  look_up_request(std::move(next));
}

void Coordinator::look_up_request(Pending pending) {
  const auto id = pending.request.request_id;
  running_ = std::move(pending);
  using Found = std::optional<transaction::TransactionRecord>;
  given_.journal.request(
      id, on_strand<Found>([this](base::Result<Found> found) {
        auto next = std::move(running_);
        const auto give_turn_back = [this] {
          turn_taken_ = false;
          start_next();
        };
        if (!found) {
          refuse(next, found.error());
          return give_turn_back();
        }
        auto digest = transaction::digest(next.request);
        if (!*found) return run(std::move(next), std::move(digest));
        if ((*found)->request_digest != digest) {
          refuse(next, {ErrorCode::request_id_reused, "request_id",
                        "request id " + next.request.request_id.value +
                            " belongs to another request, answered as transaction " +
                            (*found)->report.transaction_id.value + "; take a new id for a new request"});
        } else {
          const auto recent = recent_.find((*found)->report.transaction_id);
          next.started((*found)->report.transaction_id);
          next.done({recent ? recent : std::make_shared<const Report>((*found)->report), current_.revision});
        }
        give_turn_back();
      }));
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
    return std::vector<settings::Violation>{{section, ErrorCode::invalid_setting, result.error().message}};
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
  transaction::Machine machine(pending.id, std::move(pending.request), situation());
  machine.resume(transaction::event::Begin{given_.clock.wall_now()}, given_.clock.steady_now(),
                 given_.clock.wall_now());
  auto report = std::make_shared<const Report>(machine.report());
  recent_.add(report);
  answer(pending, std::move(report));
}

void Coordinator::run(Pending pending, std::string digest) {
  transaction::Machine machine(pending.id, pending.request, situation());
  announce(pending);
  running_ = std::move(pending);
  Execution::Listener listener{
      .in_force =
          [this](NewDocuments documents) { put_in_force(execution_->machine().report(), std::move(documents)); },
      .publish = [this](const auto& what) { publish(what); },
      .finished = [this] { finished(); }};
  execution_ =
      std::make_shared<Execution>(Execution::Surroundings{given_.strand, given_.clock, given_.workers, given_.journal,
                                                          given_.cutover, board_, given_.participants},
                                  std::move(listener), std::move(machine), std::move(digest));
  // Held here too: begin() may end with the next transaction's start.
  const auto execution = execution_;
  execution->begin();
}

void Coordinator::put_in_force(const Report& running, NewDocuments documents) {
  auto report = std::make_shared<Report>(running);
  report->state = State::committed;
  report->changed = true;
  report->revision = report->base_revision.next();
  report->end_time = given_.clock.wall_now();
  current_.revision = report->revision;
  current_.sparse = std::move(documents.sparse);
  current_.full = std::move(documents.full);
  current_.effective = std::move(documents.effective);
  current_.create_time = *report->end_time;
  current_.transaction_id = report->transaction_id;
  current_.author = report->author;
  current_.comment = report->comment;
  for (const auto& wave : report->waves) {
    for (const auto& operation : wave.operations) impaired_.erase(operation.section);
  }
  if (const auto* section = current_.full.if_contains("daemon")) {
    if (const auto* limit = section->as_object().if_contains("history_limit"))
      given_.journal.set_history_limit(limit->to_number<std::uint64_t>());
  }
  settings_watch_.publish(CommittedEvent{std::move(report)});
}

void Coordinator::finished() {
  const auto& machine = execution_->machine();
  const auto report = std::make_shared<const Report>(machine.report());
  const auto pending = std::move(running_);
  log_end(*report);
  recent_.add(report);
  answer(pending, report);
  if (report->state == State::committed && report->changed) {
    predictions_.learn(*report);
    unwritten_.emplace_back(report, execution_->request_digest());
    if (unwritten_.size() >= unwritten_limit)
      write_behind();
    else
      arm_idle_timer();
  } else if (machine.consumes_request_id()) {
    given_.journal.record({*report, execution_->request_digest()});
  }
  execution_.reset();
  turn_taken_ = false;
  // Not called from here: the execution's own frames are still on the stack.
  boost::asio::post(given_.strand, [this] { start_next(); });
}

void Coordinator::refuse(Pending& pending, Error error) {
  auto report = std::make_shared<Report>();
  report->transaction_id = pending.id;
  report->request_id = pending.request.request_id;
  report->kind = pending.request.kind;
  const bool cancelled = error.code == ErrorCode::cancelled || error.code == ErrorCode::deadline_exceeded;
  report->state = cancelled ? State::cancelled : State::rejected;
  report->base_revision = report->revision = current_.revision;
  report->author = pending.request.author;
  report->comment = pending.request.comment;
  report->create_time = given_.clock.wall_now();
  report->end_time = report->create_time;
  report->error = std::move(error);
  recent_.add(report);
  log_end(*report);
  announce(pending);
  answer(pending, std::move(report));
}

void Coordinator::answer(const Pending& pending, std::shared_ptr<const Report> report) {
  pending.done({std::move(report), current_.revision});
}

void Coordinator::publish(const transaction::action::Publish& what) {
  using What = transaction::action::Publish::What;
  if (transaction_watch_.empty()) return;
  TransactionEvent event{running_.id, given_.clock.wall_now(), what, nullptr};
  if (what.what == What::started || what.what == What::ended)
    event.report = std::make_shared<const Report>(execution_->machine().report());
  transaction_watch_.publish(event);
}

void Coordinator::cancel(const base::TransactionId& id, Error reason) {
  boost::asio::post(given_.strand, [this, id, reason = std::move(reason)] {
    const auto waiting = std::find_if(queue_.begin(), queue_.end(), [&](const Pending& each) { return each.id == id; });
    if (waiting != queue_.end()) {
      auto pending = std::move(*waiting);
      queue_.erase(waiting);
      return refuse(pending, reason);
    }
    if (execution_ && running_.id == id) execution_->cancel(reason);
  });
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

void Coordinator::drain(std::function<void()> drained) {
  boost::asio::post(given_.strand, [this, drained = std::move(drained)]() mutable {
    draining_ = true;
    drained_ = std::move(drained);
    const Error reason{ErrorCode::draining, "", "the daemon is stopping; try again when it is back"};
    for (auto& pending : std::exchange(queue_, {})) refuse(pending, reason);
    if (execution_) execution_->cancel(reason);
    drained_if_idle();
  });
}

void Coordinator::drained_if_idle() {
  if (!draining_ || turn_taken_ || !drained_) return;
  const Error reason{ErrorCode::draining, "", "the daemon is stopping"};
  settings_watch_.end_all(reason);
  transaction_watch_.end_all(reason);
  board_.stop();
  idle_timer_.cancel();
  heartbeat_timer_.cancel();
  write_behind();
  std::exchange(drained_, nullptr)();
}

}  // namespace visiond::runtime
