#pragma once
// How long a change left the pipeline without frames: the longest time between two good frames from the last one before
// the change to the first one after, beyond one frame time. Guarded by its owner's lock.

#include "daemon/base/clock.hpp"

#include <optional>

namespace visiond::pipeline {

class DowntimeMeter {
 public:
  // A frame was stamped.
  void frame(base::SteadyTime captured);
  // From here on frames may be missing. `frame_time`: between two frames of the source in force; nothing where unknown.
  void begin(base::SteadyTime now, std::optional<base::Duration> frame_time);
  // The change is over, with the source that is in force now.
  void end(base::SteadyTime now, std::optional<base::Duration> frame_time);
  // There is nothing to measure: no source before or after.
  void cancel() { state_ = State::idle; }

  bool begun() const { return state_ == State::open; }
  // True while the first good frame after the change is still awaited.
  bool waiting() const { return state_ == State::ending; }
  // Of the newest change, once it is known.
  std::optional<base::Duration> downtime() const;

 private:
  enum class State {
    idle,    // → open, on begin
    open,    // → ending, on end
    ending,  // → known, on the first good frame after
    known,
  };

  State state_ = State::idle;
  std::optional<base::SteadyTime> newest_;
  base::Duration usual_{};  // between two frames, smoothed: for sources that name no frame time
  base::Duration frame_time_{};
  base::SteadyTime ended_{};
  base::Duration longest_{};
};

}  // namespace visiond::pipeline
