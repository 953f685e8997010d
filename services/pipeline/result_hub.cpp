#include "services/pipeline/result_hub.hpp"

#include <utility>

namespace visiond::pipeline {

// One subscriber. The recursive lock lets a handler end its own subscription.
class ResultHub::Entry {
 public:
  explicit Entry(Handler handler) : handler_(std::move(handler)) {}

  void call(const std::shared_ptr<const FrameResult>& result) {
    std::lock_guard lock(mutex_);
    if (open_) handler_(result);
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

class ResultHub::Handle final : public Subscription {
 public:
  Handle(std::weak_ptr<Entries> entries, std::shared_ptr<Entry> entry)
      : entries_(std::move(entries)), entry_(std::move(entry)) {}
  ~Handle() override {
    entry_->close();
    const auto entries = entries_.lock();
    if (entries == nullptr) return;
    // Taken out at once: what the handler holds is not to wait for a next frame, which may never come.
    std::lock_guard lock(entries->mutex);
    std::erase(entries->all, entry_);
  }

 private:
  std::weak_ptr<Entries> entries_;
  std::shared_ptr<Entry> entry_;
};

std::unique_ptr<Subscription> ResultHub::subscribe(Handler handler) {
  auto entry = std::make_shared<Entry>(std::move(handler));
  std::lock_guard lock(entries_->mutex);
  entries_->all.push_back(entry);
  return std::make_unique<Handle>(entries_, std::move(entry));
}

void ResultHub::publish(const std::shared_ptr<const FrameResult>& result) {
  std::vector<std::shared_ptr<Entry>> current;
  {
    std::lock_guard lock(entries_->mutex);
    current = entries_->all;
  }
  for (const auto& entry : current) entry->call(result);
}

}  // namespace visiond::pipeline
