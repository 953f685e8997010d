#pragma once
// Which of the frames that come are due where only so many a second are wanted. Used by one thread.

#include "daemon/base/clock.hpp"

#include <optional>

namespace visiond::base {

class RateLimit {
 public:
  // 0: everything is due.
  explicit RateLimit(double most_per_second) : most_per_second_(most_per_second) {}

  bool is_due(WallTime time);

 private:
  double most_per_second_;
  std::optional<WallTime> next_due_;
};

}  // namespace visiond::base
