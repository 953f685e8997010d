#include "daemon/transaction/machine.hpp"

#include "daemon/transaction/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using base::ErrorCode;

namespace {

// What commit and flip together are taken to need.
constexpr Duration last_step = std::chrono::milliseconds(10);

}  // namespace

Machine::Machine(base::TransactionId id, Request request, Situation situation)
    : impl_(std::make_unique<Impl>(std::move(id), std::move(request), std::move(situation))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
std::vector<Action> Machine::resume(const Event& event, SteadyTime now, WallTime wall) {
  return impl_->resume(event, now, wall);
}
const Report& Machine::report() const { return impl_->report(); }
const settings::Snapshot& Machine::proposed() const { return impl_->proposed(); }
bool Machine::finished() const { return impl_->finished(); }
bool Machine::cancellable() const { return impl_->cancellable(); }
bool Machine::consumes_request_id() const { return impl_->consumes_request_id(); }

Machine::Impl::Impl(base::TransactionId id, Request request, Situation situation)
    : request_(std::move(request)), situation_(std::move(situation)) {
  report_.transaction_id = std::move(id);
  report_.request_id = request_.request_id;
  report_.kind = request_.kind;
  report_.state = State::running;
  report_.base_revision = situation_.revision;
  report_.revision = situation_.revision;
  report_.author = request_.author;
  report_.comment = request_.comment;
  report_.reverts = request_.reverts;
  report_.sections = request_.left_out;
}

std::vector<Action> Machine::Impl::resume(const Event& event, SteadyTime now, WallTime wall) {
  now_ = now;
  wall_ = wall;
  std::visit([this](const auto& what) { on(what); }, event);
  return std::exchange(actions_, {});
}

void Machine::Impl::on(const event::Begin& event) {
  if (at_ != At::fresh) return;
  started_ = now_;
  report_.create_time = event.wall;
  publish(action::Publish::What::started);
  act(action::ArmTimer{Timer::deadline, situation_.time_out});
  timer_armed_ = true;
  begin_phase(PhaseName::stage);
  staged_ = stage(request_, situation_);
  at_ = At::staging;
  come_back(&Impl::begin_validating);
}

void Machine::Impl::come_back(void (Impl::*next)()) {
  if (request_.validate_only && request_.depth == Depth::plan) return (this->*next)();
  act(action::Continue{});
}

void Machine::Impl::on(const event::Continue&) {
  if (at_ == At::staging) return begin_validating();
  if (at_ == At::validating) return begin_planning();
  if (at_ == At::planning) return planned();
}

void Machine::Impl::begin_validating() {
  begin_phase(PhaseName::validate);
  if (auto error = validate(request_, situation_, staged_, report_)) {
    report_.error = std::move(error);
    return finish(State::rejected);
  }
  report_.changes = staged_.changes;
  if (nothing_to_do()) return finish_without_difference();
  at_ = At::validating;
  come_back(&Impl::begin_planning);
}

bool Machine::Impl::nothing_to_do() const {
  // A revert disarms, whatever it changes.
  return staged_.changes.empty() && !request_.validate_only && !is_repair() && request_.kind != Kind::revert;
}

void Machine::Impl::finish_without_difference() {
  // What best effort left of the patch was in force before: nothing of what was asked for came about.
  if (!request_.left_out.empty()) {
    report_.error = request_.left_out.front().error;
    return finish(State::rejected);
  }
  consumes_request_id_ = true;
  finish(State::committed);
}

void Machine::Impl::begin_planning() {
  begin_phase(PhaseName::plan);
  const auto waves = situation_.planner->waves(staged_.affected);
  if (auto error = plan(request_, situation_, waves, report_)) {
    report_.error = std::move(error);
    return finish(State::rejected);
  }
  for (std::size_t wave = 0; wave < waves.size(); ++wave) {
    for (std::size_t place = 0; place < waves[wave].size(); ++place) {
      Task task;
      task.id.section = waves[wave][place].section;
      task.change = change_of(task.id.section, situation_, staged_);
      task.wave = wave;
      task.place = place;
      tasks_.push_back(std::move(task));
    }
  }
  at_ = At::planning;
  come_back(&Impl::planned);
}

void Machine::Impl::planned() {
  if (request_.validate_only && request_.depth == Depth::plan) return finish(State::validated);
  consumes_request_id_ = !request_.validate_only;
  begin_phase(PhaseName::prepare);
  at_ = At::preparing;
  if (tasks_.empty()) return all_prepared();
  begin_wave(0);
}

void Machine::Impl::on(const event::TimerFired& event) {
  switch (event.timer) {
    case Timer::deadline: {
      timer_armed_ = false;
      if (!before_commit()) return;
      if (goes_on_without(request_)) return go_on_without_running();
      std::string first, who;
      for (const auto& each : tasks_) {
        if (each.running == Running::nothing && !each.rehearsing) continue;
        if (first.empty()) first = each.id.section;
        who += (who.empty() ? "" : ", ") + each.id.section;
      }
      const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(situation_.time_out).count();
      return fail({ErrorCode::timed_out, first,
                   "the transaction took longer than its " + std::to_string(limit) + " ms" +
                       (who.empty() ? std::string() : "; not done: " + who)},
                  State::rolled_back);
    }
    case Timer::drain:
      if (at_ == At::draining) give_up_running();
      return;
    case Timer::way_back:
      if (at_ != At::reverting || to_switch_back_.empty()) return;
      auto& hanging = tasks_[to_switch_back_.back()];
      to_switch_back_.pop_back();
      hanging.running = Running::nothing;
      impair(hanging, {ErrorCode::rollback_incomplete, hanging.id.section, "the way back has not finished in time"},
             hanging.id.section + " has not finished its way back");
      return revert_next();
  }
}

void Machine::Impl::on(const event::Cancel& event) {
  if (before_commit()) fail(event.reason, State::cancelled);
}

bool Machine::Impl::before_commit() const { return at_ > At::fresh && at_ < At::committing; }

Machine::Impl::Task* Machine::Impl::find(const OperationId& id) {
  const auto found = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task& task) { return task.id == id; });
  return found == tasks_.end() ? nullptr : &*found;
}

bool Machine::Impl::any_running() const {
  return rehearsal_running_ ||
         std::any_of(tasks_.begin(), tasks_.end(), [](const Task& task) { return task.running != Running::nothing; });
}

void Machine::Impl::settle(Task& task, Outcome outcome) {
  operation(task).outcome = outcome;
  act(action::Publish{action::Publish::What::operation, {}, operation(task), progress(), remaining()});
}

void Machine::Impl::take_time(Task& task) { operation(task).duration += now_ - task.started; }

void Machine::Impl::begin_phase(PhaseName name) {
  end_phase();
  phase_ = Phase{name, {}};
  phase_started_ = now_;
  publish(action::Publish::What::phase_started);
}

void Machine::Impl::end_phase() {
  if (!phase_) return;
  phase_->duration = now_ - phase_started_;
  report_.phases.push_back(*phase_);
  publish(action::Publish::What::phase_ended);
  phase_.reset();
}

void Machine::Impl::publish(action::Publish::What what) {
  act(action::Publish{what, phase_.value_or(Phase{}), {}, progress(), remaining()});
}

// Operations weigh what they are predicted to take.
double Machine::Impl::progress() const {
  if (at_ == At::finished) return 1;
  Duration total = last_step, done{};
  for (const auto& wave : report_.waves) {
    for (const auto& each : wave.operations) {
      total += each.predicted_duration;
      if (each.outcome != Outcome::pending) done += each.predicted_duration;
    }
  }
  return static_cast<double>(done.count()) / static_cast<double>(total.count());
}

Duration Machine::Impl::remaining() const {
  // The way back is not predicted.
  if (at_ >= At::draining) return {};
  Duration sum = last_step;
  for (const auto& wave : report_.waves) {
    Duration longest{};
    for (const auto& each : wave.operations) {
      if (each.outcome == Outcome::pending) longest = std::max(longest, each.predicted_duration);
    }
    sum += longest;
  }
  return sum;
}

void Machine::Impl::finish(State state) {
  end_phase();
  at_ = At::finished;
  report_.state = state;
  report_.end_time = wall_;
  if (std::exchange(timer_armed_, false)) act(action::DisarmTimer{Timer::deadline});
  publish(action::Publish::What::ended);
  act(action::Finish{});
}

}  // namespace visiond::transaction
