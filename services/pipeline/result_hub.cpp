#include "services/pipeline/result_hub.hpp"

#include <utility>

namespace visiond::pipeline {

// One subscriber. The recursive lock lets a handler end its own subscription.
class ResultHub::Entry {
 public:
  explicit Entry(Handler handler) : handler_(std::move(handler)) {}

  bool open() const {
    std::lock_guard lock(mutex_);
    return open_;
  }
  void call(const std::shared_ptr<const FrameResult>& result) {
    std::lock_guard lock(mutex_);
    if (open_) handler_(result);
  }
  void close() {
    std::lock_guard lock(mutex_);
    open_ = false;
  }

 private:
  mutable std::recursive_mutex mutex_;
  bool open_ = true;
  Handler handler_;
};

class ResultHub::Handle final : public Subscription {
 public:
  explicit Handle(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}
  ~Handle() override { entry_->close(); }

 private:
  std::shared_ptr<Entry> entry_;
};

std::unique_ptr<Subscription> ResultHub::subscribe(Handler handler) {
  auto entry = std::make_shared<Entry>(std::move(handler));
  std::lock_guard lock(mutex_);
  entries_.push_back(entry);
  return std::make_unique<Handle>(std::move(entry));
}

void ResultHub::publish(const std::shared_ptr<const FrameResult>& result) {
  std::vector<std::shared_ptr<Entry>> current;
  {
    std::lock_guard lock(mutex_);
    current = entries_;
  }
  bool closed = false;
  for (const auto& entry : current) {
    entry->call(result);
    closed = closed || !entry->open();
  }
  if (!closed) return;
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [](const auto& entry) { return !entry->open(); });
}

}  // namespace visiond::pipeline
