#pragma once
// Leaves frames of a live source out, so that at most `fps` a second are left. Values.

#include "daemon/base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace visiond::camera {

class Thinning {
 public:
  // 0: all are taken.
  explicit Thinning(double fps = 0)
      : period_(fps > 0 ? std::chrono::duration_cast<base::SteadyTime::duration>(std::chrono::duration<double>(1 / fps))
                        : base::SteadyTime::duration::zero()) {}

  bool takes(base::SteadyTime captured) {
    if (period_ == period_.zero()) return true;
    // A quarter of a period early still counts, or jitter would halve a rate that is just right.
    if (due_ && captured < *due_ - period_ / 4) return false;
    due_ = due_ ? std::max(*due_ + period_, captured) : captured + period_;
    return true;
  }

 private:
  base::SteadyTime::duration period_;
  std::optional<base::SteadyTime> due_;
};

}  // namespace visiond::camera
