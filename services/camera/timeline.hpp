#pragma once
// When which frame of a source is due: frame `start_index` at `epoch`, then `fps` a second. A source that is opened
// again keeps its timeline, so that it goes on where it would be and on the same ticks. Values.

#include "daemon/base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

namespace visiond::camera {

struct Timeline {
  base::SteadyTime epoch{};
  std::int64_t start_index = 0;
  double fps = 30;

  base::SteadyTime due(std::int64_t index) const {
    const std::chrono::duration<double> since(static_cast<double>(index - start_index) / fps);
    return epoch + std::chrono::duration_cast<base::SteadyTime::duration>(since);
  }
  // Frame times from the epoch to `now`.
  double frames_until(base::SteadyTime now) const { return std::chrono::duration<double>(now - epoch).count() * fps; }
  // The newest frame that is due at `now`.
  std::int64_t index_at(base::SteadyTime now) const {
    return start_index + static_cast<std::int64_t>(std::floor(frames_until(now) + 1e-6));
  }
  // The same position at another rate, from `now` on; also between two frames.
  Timeline at_rate(double rate, base::SteadyTime now) const {
    if (rate == fps) return *this;
    const double frames = frames_until(now);
    const auto newest = index_at(now);
    const double after_it = std::max(0.0, frames - static_cast<double>(newest - start_index));
    const std::chrono::duration<double> since(after_it / rate);
    return {now - std::chrono::duration_cast<base::SteadyTime::duration>(since), newest, rate};
  }
  bool operator==(const Timeline&) const = default;
};

// How far a source got, for the opening that goes on from there.
struct Progress {
  std::optional<Timeline> timeline;    // of a paced source
  std::int64_t next_index = 0;         // of the first frame that was not delivered
  std::optional<std::int64_t> length;  // as far as it is known
};

}  // namespace visiond::camera
