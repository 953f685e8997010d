#pragma once
// What waits for a stage. When it is full, push() drops the oldest item, counted; wait_for_room() is for those who may
// not lose any. Thread-safe.

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace visiond::pipeline {

template <class T>
class BoundedQueue {
 public:
  // At least 1. What already waits beyond it is not lost: see `limit_`.
  void set_capacity(std::size_t items) {
    std::lock_guard lock(mutex_);
    capacity_ = std::max<std::size_t>(items, 1);
    limit_ = std::max(capacity_, items_.size());
    emptied_.notify_all();
  }

  // False once closed.
  bool push(T item) {
    std::vector<T> oldest;  // freed outside the lock
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (items_.size() >= limit_) {
      // One more than needed as long as it stands beyond its capacity, so that a slow stage gets back to it.
      const std::size_t count = limit_ > capacity_ ? 2 : 1;
      for (std::size_t n = 0; n < count; ++n) {
        oldest.push_back(std::move(items_.front()));
        items_.pop_front();
      }
      dropped_ += count;
      limit_ = std::max(capacity_, limit_ - 1);
    }
    add(std::move(item));
    return true;
  }

  // Never drops: for the few items that were held back elsewhere, where they are bounded.
  void push_beyond_capacity(T item) {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    add(std::move(item));
    limit_ = std::max(limit_, items_.size());
  }

  // False once closed or stopped.
  bool wait_for_room(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    const bool woken = emptied_.wait(lock, stop, [this] { return closed_ || items_.size() < capacity_; });
    return woken && !closed_;
  }
  bool has_room() const {
    std::lock_guard lock(mutex_);
    return items_.size() < capacity_;
  }

  // Waits for an item; nothing once closed.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    if (items_.size() < capacity_) limit_ = capacity_;
    // All: one that was woken may have lost its right to push meanwhile.
    emptied_.notify_all();
    return item;
  }

  // Wakes everyone; what is queued is thrown away.
  void close() {
    std::deque<T> rest;
    std::lock_guard lock(mutex_);
    closed_ = true;
    rest.swap(items_);
    filled_.notify_all();
    emptied_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }
  std::uint64_t dropped() const {
    std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  void add(T item) {
    items_.push_back(std::move(item));
    filled_.notify_one();
  }

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable_any emptied_;
  std::deque<T> items_;
  std::size_t capacity_ = 2;
  // Where push() begins to drop: the capacity, or more until what came beyond it has been worked off, so that a stage
  // that keeps up loses none of it.
  std::size_t limit_ = 2;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace visiond::pipeline
