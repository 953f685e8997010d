#pragma once
// Messages that slow subscribers lost, each its own oldest ones, by stream, since the start. Owned by the service whose
// streams they are; thread-safe.

#include <atomic>
#include <cstdint>

namespace visiond::rpc {

struct StreamLosses {
  std::atomic<std::uint64_t> detections = 0;
  std::atomic<std::uint64_t> frames = 0;
  std::atomic<std::uint64_t> events = 0;
  std::atomic<std::uint64_t> status = 0;
};

}  // namespace visiond::rpc
