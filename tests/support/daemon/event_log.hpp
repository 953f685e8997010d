#pragma once
// Every event of a daemon from now on, as a subscriber receives them. Its own thread reads; thread-safe.

#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace visiond::testing {

class EventLog {
 public:
  // Subscribed when it returns.
  explicit EventLog(v1::VisionService::Stub& stub);
  ~EventLog();

  // Waits for events until one is as wanted; false where the stream ended before, or after 60 s.
  bool wait_for(const std::function<bool(const v1::Event&)>& wanted);
  bool wait_for(v1::Event::EventCase kind) {
    return wait_for([kind](const v1::Event& event) { return event.event_case() == kind; });
  }
  std::vector<v1::Event> events() const;

 private:
  void read();

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Event>> reader_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<v1::Event> events_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace visiond::testing
