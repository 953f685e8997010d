#include "tests/support/daemon/event_log.hpp"

#include "tests/support/waiting.hpp"

namespace visiond::testing {

EventLog::EventLog(v1::VisionService::Stub& stub) {
  reader_ = stub.StreamEvents(&context_, {});
  reader_->WaitForInitialMetadata();
  thread_ = std::thread([this] { read(); });
}

EventLog::~EventLog() {
  context_.TryCancel();
  thread_.join();
}

void EventLog::read() {
  v1::Event event;
  while (reader_->Read(&event)) {
    std::lock_guard lock(mutex_);
    events_.push_back(event);
    arrived_.notify_all();
  }
  reader_->Finish();
  std::lock_guard lock(mutex_);
  ended_ = true;
  arrived_.notify_all();
}

bool EventLog::wait_for(const std::function<bool(const v1::Event&)>& wanted) {
  std::unique_lock lock(mutex_);
  std::size_t seen = 0;
  bool found = false;
  arrived_.wait_for(lock, patience, [&] {
    for (; seen < events_.size() && !found; ++seen) found = wanted(events_[seen]);
    return found || ended_;
  });
  return found;
}

std::vector<v1::Event> EventLog::events() const {
  std::lock_guard lock(mutex_);
  return events_;
}

}  // namespace visiond::testing
