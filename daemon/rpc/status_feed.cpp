#include "daemon/rpc/status_feed.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <utility>

namespace visiond::rpc {

StatusFeed::~StatusFeed() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    told_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void StatusFeed::add(const std::shared_ptr<Writer>& writer, const runtime::EngineStatus& now) {
  v1::Status message;
  status_.write(now, message);
  std::lock_guard lock(mutex_);
  watchers_.push_back({writer, {}, base::RateLimit(most_per_second)});
  watchers_.back().rate.is_due(clock_.wall_now());
  give(watchers_.back(), message);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void StatusFeed::tell(const runtime::EngineStatus& now) {
  std::lock_guard lock(mutex_);
  if (watchers_.empty()) return;
  next_ = Told{now, clock_.wall_now()};
  told_.notify_all();
}

void StatusFeed::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    told_.wait(lock, [this] { return stopped_ || next_; });
    if (stopped_) return;
    tell_all(*std::exchange(next_, std::nullopt));
  }
}

void StatusFeed::tell_all(const Told& told) {
  std::erase_if(watchers_, [](const Watcher& watcher) { return watcher.writer.expired(); });
  v1::Status message;
  status_.write(told.status, message);
  auto timeless = message;
  timeless.clear_uptime();
  for (auto& watcher : watchers_) {
    if (google::protobuf::util::MessageDifferencer::Equals(watcher.last, timeless)) continue;
    if (watcher.rate.is_due(told.time)) give(watcher, message);
  }
}

void StatusFeed::give(Watcher& watcher, const v1::Status& message) {
  watcher.last = message;
  watcher.last.clear_uptime();
  if (const auto writer = watcher.writer.lock()) writer->push_or_drop_oldest(message);
}

}  // namespace visiond::rpc
