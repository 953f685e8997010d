#include "services/training/board.hpp"

#include "services/training/words.hpp"

#include <chrono>
#include <utility>

namespace visiond::training {

namespace json = boost::json;

void Board::tell(const Run& run) {
  const std::lock_guard order(telling_);
  {
    const std::lock_guard lock(mutex_);
    newest_ = run;
    if (has_ended(run.state)) {
      ended_.paused += run.paused;
      ++(run.state == RunState::succeeded ? ended_.succeeded
         : run.state == RunState::failed  ? ended_.failed
                                          : ended_.cancelled);
    }
  }
  watchers_.publish(run);
}

void Board::tell_of_old(const Run& run) {
  const std::lock_guard lock(mutex_);
  newest_ = run;
}

void Board::tell_samples(std::map<std::string, std::uint64_t> of_labels) {
  const std::lock_guard lock(mutex_);
  samples_ = std::move(of_labels);
}

void Board::tell_problem(const base::Error& problem) {
  const std::lock_guard lock(mutex_);
  problem_ = problem.message;
}

std::optional<Run> Board::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

transaction::ServiceStatus Board::status() const {
  const std::lock_guard lock(mutex_);
  transaction::ServiceStatus status;
  if (!problem_.empty()) {
    status.state = transaction::ServiceState::impaired;
    status.message = status.last_error = problem_;
    return status;
  }
  json::object samples;
  for (const auto& [label, count] : samples_) samples[label] = count;
  status.details["samples"] = std::move(samples);
  if (!newest_) return status;
  const auto& run = *newest_;
  json::object shown{{"id", run.id}, {"state", word_of(run.state)}, {"message", run.message}};
  if (!has_ended(run.state)) {
    shown["progress"] = run.progress;
    status.message = "a run is under way";
  }
  if (!run.model.empty()) shown["model"] = run.model;
  if (run.report) shown["accuracy"] = run.report->accuracy;
  status.details["run"] = std::move(shown);
  return status;
}

Figures Board::figures() const {
  const std::lock_guard lock(mutex_);
  auto figures = ended_;
  for (const auto& [label, count] : samples_) figures.samples += count;
  if (newest_ && !has_ended(newest_->state)) figures.paused += newest_->paused;
  return figures;
}

std::unique_ptr<pipeline::Subscription> Board::watch(std::function<void(const Run&)> handler) {
  const std::lock_guard order(telling_);
  std::optional<Run> now;
  {
    const std::lock_guard lock(mutex_);
    now = newest_;
  }
  if (now) handler(*now);
  return watchers_.subscribe(std::move(handler));
}

}  // namespace visiond::training
