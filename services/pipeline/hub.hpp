#pragma once
// Hands every event to every subscriber. A subscription may be ended from any thread, its own handler included, and
// after the hub too; when that returns no call of the handler is under way elsewhere. Thread-safe.

#include "services/pipeline/api.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace visiond::pipeline {

template <class Event>
class Hub {
 public:
  using Handler = std::function<void(Event)>;

  std::unique_ptr<Subscription> subscribe(Handler handler) {
    auto entry = std::make_shared<Entry>(std::move(handler));
    std::lock_guard lock(entries_->mutex);
    entries_->all.push_back(entry);
    return std::make_unique<Handle>(entries_, std::move(entry));
  }

  void publish(Event event) {
    std::vector<std::shared_ptr<Entry>> current;
    {
      std::lock_guard lock(entries_->mutex);
      current = entries_->all;
    }
    for (const auto& entry : current) entry->call(event);
  }

  bool empty() const {
    std::lock_guard lock(entries_->mutex);
    return entries_->all.empty();
  }

 private:
  // One subscriber. The recursive lock lets a handler end its own subscription.
  class Entry {
   public:
    explicit Entry(Handler handler) : handler_(std::move(handler)) {}

    void call(Event event) {
      std::lock_guard lock(mutex_);
      if (open_) handler_(event);
    }
    void close() {
      std::lock_guard lock(mutex_);
      open_ = false;
    }

   private:
    std::recursive_mutex mutex_;
    bool open_ = true;
    Handler handler_;
  };

  struct Entries {
    std::mutex mutex;
    std::vector<std::shared_ptr<Entry>> all;
  };

  class Handle final : public Subscription {
   public:
    Handle(std::weak_ptr<Entries> entries, std::shared_ptr<Entry> entry)
        : entries_(std::move(entries)), entry_(std::move(entry)) {}
    ~Handle() override {
      entry_->close();
      const auto entries = entries_.lock();
      if (entries == nullptr) return;
      // Taken out at once: what the handler holds is not to wait for a next event, which may never come.
      std::lock_guard lock(entries->mutex);
      std::erase(entries->all, entry_);
    }

   private:
    std::weak_ptr<Entries> entries_;
    std::shared_ptr<Entry> entry_;
  };

  std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

}  // namespace visiond::pipeline
