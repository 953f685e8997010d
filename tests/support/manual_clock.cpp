#include "tests/support/manual_clock.hpp"

namespace visiond::testing {

ManualClock::ManualClock()
    : steady_(std::chrono::hours(1)),
      wall_(std::chrono::sys_days(std::chrono::year(2026) / std::chrono::January / 1)) {}

base::SteadyTime ManualClock::steady_now() const {
  const std::lock_guard guard(mutex_);
  return steady_;
}

base::WallTime ManualClock::wall_now() const {
  const std::lock_guard guard(mutex_);
  return wall_;
}

void ManualClock::advance(base::Duration by) {
  const std::lock_guard guard(mutex_);
  steady_ += std::chrono::duration_cast<base::SteadyTime::duration>(by);
  wall_ += std::chrono::duration_cast<base::WallTime::duration>(by);
}

void ManualClock::set_wall(base::WallTime now) {
  const std::lock_guard guard(mutex_);
  wall_ = now;
}

}  // namespace visiond::testing
