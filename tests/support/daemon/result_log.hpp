#pragma once
// Every result of a daemon from now on, empty ones included, as a subscriber receives them. Its own thread reads;
// thread-safe.

#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace visiond::testing {

class ResultLog {
 public:
  // Subscribed when it returns.
  explicit ResultLog(v1::VisionService::Stub& stub);
  ~ResultLog();

  // Waits for results until one is as wanted; false where the stream ended before, or after 30 s.
  bool wait_for(const std::function<bool(const v1::FrameDetections&)>& wanted);
  bool wait_for_revision(std::uint64_t revision);
  // Waits for `count` more results.
  bool wait_for_more(std::size_t count);
  std::vector<v1::FrameDetections> results() const;

 private:
  void read();

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::FrameDetections>> reader_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<v1::FrameDetections> results_;
  bool ended_ = false;
  std::thread thread_;
};

// Frames that are missing between neighbours, by their numbers.
std::uint64_t missing_sequences(const std::vector<v1::FrameDetections>& results);
// Ticks of a paced source of `fps` that are missing where the revision changes between neighbours: frames that a
// cut-over lost before they got a number.
struct MissingTicks {
  std::uint64_t count = 0;
  std::string first;  // where, in words; empty where there is none
};
MissingTicks missing_ticks_at_cut_overs(const std::vector<v1::FrameDetections>& results, double fps);

}  // namespace visiond::testing
