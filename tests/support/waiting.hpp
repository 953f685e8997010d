#pragma once
// Waiting in tests: for a condition, or for what another thread hands over. Nothing here sleeps for a fixed time, and
// nothing waits for ever. Thread-safe.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace visiond::testing {

// Longer than anything a test waits for takes, under sanitizers on a busy machine too.
constexpr std::chrono::seconds patience{60};

// True once `condition` holds; false where it still does not after `patience`.
template <class Condition>
bool eventually(Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::yield();
  }
  return true;
}

// What one thread hands over to another, oldest first.
template <class T>
class Mailbox {
 public:
  void put(T item) {
    {
      std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    changed_.notify_all();
  }

  // Throws where nothing comes in time.
  T take() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [this] { return !items_.empty(); }))
      throw std::runtime_error("nothing came");
    auto item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  bool empty() const {
    std::lock_guard lock(mutex_);
    return items_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
};

}  // namespace visiond::testing
