#include "daemon/base/rate_limit.hpp"

#include <algorithm>
#include <chrono>

namespace visiond::base {
namespace {

// Frames do not come to the microsecond: one that is this much early counts as due.
constexpr double tolerance = 0.1;
constexpr double longest_pause = 1e6;  // seconds

using Seconds = std::chrono::duration<double>;

}  // namespace

bool RateLimit::is_due(WallTime time) {
  if (most_per_second_ == 0) return true;
  const Seconds pause(std::min(1 / most_per_second_, longest_pause));
  const auto early = next_due_ ? Seconds(*next_due_ - time) : Seconds(0);
  // Further ahead than it was ever set: the wall clock was set back, which must not silence the stream.
  const bool set_back = early > (1 + tolerance) * pause;
  if (!set_back && early > tolerance * pause) return false;
  // From due to due, so that early frames do not raise the rate; from the frame where frames are fewer anyway.
  const bool on_time = next_due_ && !set_back && early > -pause;
  next_due_ = (on_time ? *next_due_ : time) + std::chrono::duration_cast<WallTime::duration>(pause);
  return true;
}

}  // namespace visiond::base
