#pragma once
// A clock that stands still until a test moves it. Thread-safe.

#include "daemon/base/clock.hpp"

#include <mutex>

namespace visiond::testing {

class ManualClock final : public base::Clock {
 public:
  // Starts at 2026-01-01T00:00:00Z and an arbitrary steady time.
  ManualClock();

  base::SteadyTime steady_now() const override;
  base::WallTime wall_now() const override;

  // Time passes: both clocks move.
  void advance(base::Duration by);
  // Somebody sets the wall clock, forwards or back; the steady one does not notice.
  void set_wall(base::WallTime now);

 private:
  mutable std::mutex mutex_;
  base::SteadyTime steady_;
  base::WallTime wall_;
};

}  // namespace visiond::testing
