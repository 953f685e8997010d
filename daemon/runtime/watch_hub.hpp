#pragma once
// Tells any number of watchers. Handlers run on the strand in the order of subscription and must not block; a watcher
// may end its watch from inside its handler. add() and publish() are strand-bound; ending a watch is thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace visiond::runtime {

template <class Event>
class Watcher {
 public:
  Watcher(std::function<void(const Event&)> event, std::function<void(const base::Error&)> ended)
      : event_(std::move(event)), ended_(std::move(ended)) {}

  bool open() const { return open_; }
  void close() { open_ = false; }
  void tell(const Event& event) {
    if (open_) event_(event);
  }
  void end(const base::Error& error) {
    if (open_.exchange(false)) ended_(error);
  }

 private:
  std::atomic<bool> open_ = true;
  std::function<void(const Event&)> event_;
  std::function<void(const base::Error&)> ended_;
};

template <class Event>
class WatchHub {
 public:
  using WatcherPtr = std::shared_ptr<Watcher<Event>>;

  void add(WatcherPtr watcher) {
    forget_closed();
    watchers_.push_back(std::move(watcher));
  }

  void publish(const Event& event) {
    forget_closed();
    const auto current = watchers_;
    for (const auto& watcher : current) watcher->tell(event);
  }

  void end_all(const base::Error& error) {
    const auto current = std::exchange(watchers_, {});
    for (const auto& watcher : current) watcher->end(error);
  }

  bool empty() const { return watchers_.empty(); }
  // Those whose watch has not ended.
  std::size_t size() const {
    return static_cast<std::size_t>(
        std::count_if(watchers_.begin(), watchers_.end(), [](const auto& watcher) { return watcher->open(); }));
  }

 private:
  void forget_closed() {
    std::erase_if(watchers_, [](const auto& watcher) { return !watcher->open(); });
  }

  std::vector<WatcherPtr> watchers_;
};

// What a caller holds: dropping it ends the watch.
template <class Event>
class WatchHandle final : public Watch {
 public:
  explicit WatchHandle(std::shared_ptr<Watcher<Event>> watcher) : watcher_(std::move(watcher)) {}
  ~WatchHandle() override { watcher_->close(); }

 private:
  std::shared_ptr<Watcher<Event>> watcher_;
};

}  // namespace visiond::runtime
