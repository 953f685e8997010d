#pragma once
// When which frame of a source is due: frame `start_index` at `epoch`, then `fps` a second. A source that is opened
// again keeps its timeline, so that it goes on where it would be and on the same ticks. Values.

#include "daemon/base/clock.hpp"

#include <cmath>
#include <cstdint>

namespace visiond::camera {

struct Timeline {
  base::SteadyTime epoch{};
  std::int64_t start_index = 0;
  double fps = 30;

  base::SteadyTime due(std::int64_t index) const {
    const std::chrono::duration<double> since(static_cast<double>(index - start_index) / fps);
    return epoch + std::chrono::duration_cast<base::SteadyTime::duration>(since);
  }
  // The newest frame that is due at `now`.
  std::int64_t index_at(base::SteadyTime now) const {
    const double seconds = std::chrono::duration<double>(now - epoch).count();
    return start_index + static_cast<std::int64_t>(std::floor(seconds * fps + 1e-6));
  }
  // The same position at another rate, from `now` on.
  Timeline at_rate(double rate, base::SteadyTime now) const {
    return rate == fps ? *this : Timeline{now, index_at(now), rate};
  }
};

}  // namespace visiond::camera
