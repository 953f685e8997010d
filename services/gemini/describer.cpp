// The queue and the thread; what is done with each question is in describer_work.cpp.
#include "services/gemini/describer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;

namespace {

Trigger trigger_of(const PartPtr& part) {
  return part != nullptr && part->settings().enabled ? part->settings().trigger : Trigger::manual;
}

}  // namespace

void Describer::start() {
  thread_ = std::thread([this] { run(); });
}

void Describer::stop() {
  std::deque<Job> unanswered;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    unanswered.swap(waiting_);
    current_.request_stop();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  for (const auto& each : unanswered)
    if (each.done) each.done(Error{ErrorCode::draining, "", "the daemon is stopping"});
}

void Describer::put_in_force(PartPtr part) {
  const std::lock_guard lock(mutex_);
  const bool same = in_force_ == part;
  in_force_ = std::move(part);
  if (same) return;
  // Another key or address may do better.
  breaker_.succeeded();
  last_error_.clear();
  due_.reset();
  if (trigger_of(in_force_) == Trigger::interval) due_ = given_.clock.steady_now();
  if (asking_ != nullptr && asking_ != in_force_) current_.request_stop();
  changed_.notify_all();
}

// False where all that wait are calls.
bool Describer::make_room() {
  std::erase_if(waiting_, [](const Job& job) { return job.done && job.stop.stop_requested(); });
  if (waiting_.size() < most_waiting) return true;
  const auto oldest = std::find_if(waiting_.begin(), waiting_.end(), [](const Job& job) { return !job.done; });
  ++figures_.dropped["QUEUE_FULL"];
  if (oldest == waiting_.end()) return false;
  waiting_.erase(oldest);
  return true;
}

void Describer::track_started() {
  const std::lock_guard lock(mutex_);
  if (stopped_ || trigger_of(in_force_) != Trigger::new_track || !make_room()) return;
  waiting_.push_back({.trigger = Trigger::new_track});
  changed_.notify_all();
}

void Describer::describe(std::string prompt, std::stop_token stop, Done done) {
  std::optional<Error> refusal;
  {
    const std::lock_guard lock(mutex_);
    if (prompt.size() > longest_prompt) {
      refusal = Error{ErrorCode::invalid_request, "prompt",
                      "prompt: it has " + std::to_string(prompt.size()) + " bytes; at most " +
                          std::to_string(longest_prompt) + " are taken"};
    } else if (stopped_) {
      refusal = Error{ErrorCode::draining, "", "the daemon is stopping"};
    } else if (!make_room()) {
      refusal = Error{ErrorCode::queue_full, "", "too many descriptions are asked for; try again later"};
    } else {
      waiting_.push_back({Trigger::manual, std::move(prompt), std::move(stop), std::move(done)});
      changed_.notify_all();
      return;
    }
  }
  done(*refusal);
}

std::optional<Describer::Job> Describer::next_job(std::unique_lock<std::mutex>& lock) {
  while (!stopped_) {
    if (!waiting_.empty()) {
      auto job = std::move(waiting_.front());
      waiting_.pop_front();
      return job;
    }
    if (!due_) {
      changed_.wait(lock);
      continue;
    }
    const auto now = given_.clock.steady_now();
    if (now >= *due_) {
      // What was missed while something else was asked is not made up for.
      due_ = now + std::chrono::seconds(in_force_->settings().interval_s);
      return Job{.trigger = Trigger::interval};
    }
    changed_.wait_for(lock, *due_ - now);
  }
  return std::nullopt;
}

void Describer::run() {
  std::unique_lock lock(mutex_);
  while (auto job = next_job(lock)) {
    lock.unlock();
    work_on(std::move(*job));
    lock.lock();
  }
}

Describer::State Describer::state() const {
  const std::lock_guard lock(mutex_);
  State state{.part = in_force_, .last_error = last_error_, .waiting = waiting_.size()};
  if (breaker_.shut_for(given_.clock.steady_now())) state.retry_at = retry_at_;
  return state;
}

GeminiFigures Describer::figures() const {
  const std::lock_guard lock(mutex_);
  auto figures = figures_;
  figures.breaker = static_cast<int>(breaker_.state(given_.clock.steady_now()));
  return figures;
}

void Describer::count(Outcome outcome) {
  const std::lock_guard lock(mutex_);
  ++figures_.requests[std::string(to_string(outcome))];
}

void Describer::drop(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  ++figures_.dropped[reason];
}

}  // namespace visiond::gemini
