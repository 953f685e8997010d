#pragma once
// Numbers events and hands each to every subscriber, in order, whichever threads they come from. It keeps none: a
// subscriber that needs time keeps its own, as the streams of rpc do, bounded. Owned by the composition root, outlives
// who publishes. Thread-safe.

#include "services/pipeline/events.hpp"
#include "services/pipeline/hub.hpp"

#include <mutex>

namespace visiond::pipeline {

class EventHub final : public EventSink, public EventsApi {
 public:
  void publish(base::WallTime time, base::Revision revision, Happening happening) override;
  EventCounts counts() const override;
  std::unique_ptr<Subscription> subscribe(std::function<void(const std::shared_ptr<const Event>&)> handler) override {
    return hub_.subscribe(std::move(handler));
  }

 private:
  mutable std::mutex mutex_;  // from number to handlers, so that none overtakes another
  std::uint64_t last_ = 0;
  EventCounts counts_{};
  Hub<const std::shared_ptr<const Event>&> hub_;
};

}  // namespace visiond::pipeline
