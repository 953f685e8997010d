#pragma once
// Events that a test publishes; as the real hub does, it lets a subscription's end wait for the handler. Thread-safe.

#include "services/pipeline/events.hpp"
#include "services/pipeline/hub.hpp"

namespace visiond::testing {

class FakeEvents final : public pipeline::EventsApi {
 public:
  void publish(pipeline::Event event) { hub_.publish(std::make_shared<const pipeline::Event>(std::move(event))); }
  pipeline::EventCounts counts() const override { return {}; }
  bool has_subscribers() const { return !hub_.empty(); }

  std::unique_ptr<pipeline::Subscription> subscribe(
      std::function<void(const std::shared_ptr<const pipeline::Event>&)> handler) override {
    return hub_.subscribe(std::move(handler));
  }

 private:
  pipeline::Hub<const std::shared_ptr<const pipeline::Event>&> hub_;
};

}  // namespace visiond::testing
