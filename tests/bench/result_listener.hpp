#pragma once
// A subscriber that receives every result and knows the longest gap between two and how many were missing. Its own
// thread reads; thread-safe.

#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace visiond::bench {

class ResultListener {
 public:
  explicit ResultListener(v1::VisionService::Stub& stub);
  ~ResultListener();

  // What was counted starts anew.
  void reset();
  void wait_for(std::uint64_t frames);

  struct Seen {
    double longest_ms = 0;
    std::uint64_t lost = 0;           // sequence numbers that were missing
    std::vector<double> latencies{};  // capture to arrival here, milliseconds
  };
  Seen seen() const;

 private:
  void listen();

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::FrameDetections>> reader_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  Seen seen_;
  std::uint64_t frames_ = 0;
  std::thread thread_;
};

}  // namespace visiond::bench
