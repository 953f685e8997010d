#include "services/pipeline/reaper.hpp"

#include <utility>

namespace visiond::pipeline {

Reaper::Reaper() : thread_([this] { run(); }) {}

Reaper::~Reaper() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

std::shared_ptr<const Generation> Reaper::make(base::Revision revision, transaction::Parts parts) {
  auto generation = std::make_unique<const Generation>(revision, std::move(parts));
  {
    std::lock_guard lock(mutex_);
    ++alive_;
  }
  return {generation.release(), [this](const Generation* dead) { hand_over(dead); }};
}

std::size_t Reaper::alive() const {
  std::lock_guard lock(mutex_);
  return alive_;
}

void Reaper::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return dead_.empty() && !freeing_; });
}

void Reaper::hand_over(const Generation* generation) {
  std::lock_guard lock(mutex_);
  dead_.emplace_back(generation);
  changed_.notify_all();
}

void Reaper::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || !dead_.empty(); });
    if (dead_.empty()) return;
    auto dead = std::exchange(dead_, {});
    freeing_ = true;
    lock.unlock();
    const auto count = dead.size();
    dead.clear();
    lock.lock();
    freeing_ = false;
    alive_ -= count;
    changed_.notify_all();
  }
}

}  // namespace visiond::pipeline
