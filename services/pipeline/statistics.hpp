#pragma once
// What one stage does: frames, rate over the last two seconds, latency of the newest 256 frames, drops by reason.
// Thread-safe.

#include "daemon/base/clock.hpp"
#include "services/pipeline/api.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace visiond::pipeline {

class Statistics {
 public:
  void frame(base::SteadyTime now, base::Duration latency);
  void drop(const std::string& reason, std::uint64_t frames = 1);
  // Frames of the last two seconds, at `now`; queue length and name are the caller's.
  StageStatus status(base::SteadyTime now) const;

 private:
  static constexpr std::size_t window = 256;

  mutable std::mutex mutex_;
  std::uint64_t frames_ = 0;
  mutable std::deque<base::SteadyTime> recent_;
  std::array<base::Duration, window> latencies_{};
  std::map<std::string, std::uint64_t> drops_;
};

}  // namespace visiond::pipeline
