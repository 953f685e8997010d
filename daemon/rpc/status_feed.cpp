#include "daemon/rpc/status_feed.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <utility>

namespace visiond::rpc {

StatusFeed::~StatusFeed() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    work_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void StatusFeed::add(const std::shared_ptr<Writer>& writer, const runtime::EngineStatus& now) {
  std::lock_guard lock(mutex_);
  joining_.push_back({writer, now, clock_.wall_now()});
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  work_.notify_all();
}

void StatusFeed::tell(const runtime::EngineStatus& now) {
  std::lock_guard lock(mutex_);
  if (!watched_ && joining_.empty()) return;
  next_ = Told{now, clock_.wall_now()};
  work_.notify_all();
}

void StatusFeed::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopped_ || next_ || !joining_.empty(); });
    if (stopped_) return;
    const auto joining = std::exchange(joining_, {});
    const auto next = std::exchange(next_, std::nullopt);
    // What tell() says while this works is not to be lost.
    watched_ = true;
    lock.unlock();
    for (const auto& each : joining) join(each);
    if (next) tell_all(*next);
    lock.lock();
    watched_ = !watchers_.empty();
  }
}

void StatusFeed::join(const Joining& joining) {
  v1::Status message;
  status_.write(joining.now, message);
  watchers_.push_back({joining.writer, {}, base::RateLimit(most_per_second)});
  watchers_.back().rate.is_due(joining.time);
  give(watchers_.back(), message);
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
