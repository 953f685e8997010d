#include "services/pipeline/event_hub.hpp"

#include <utility>

namespace visiond::pipeline {

void EventHub::publish(base::WallTime time, base::Revision revision, Happening happening) {
  std::lock_guard lock(mutex_);
  ++counts_.at(happening.index());
  hub_.publish(std::make_shared<const Event>(Event{++last_, time, revision, std::move(happening)}));
}

EventCounts EventHub::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace visiond::pipeline
