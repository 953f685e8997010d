#include "services/pipeline/downtime_meter.hpp"

#include <algorithm>

namespace visiond::pipeline {

void DowntimeMeter::frame(base::SteadyTime captured) {
  if (newest_) {
    const base::Duration gap = captured - *newest_;
    constexpr int smoothing = 8;
    if (state_ == State::idle || state_ == State::known)
      usual_ = usual_ == base::Duration{} ? gap : usual_ + (gap - usual_) / smoothing;
    longest_ = std::max(longest_, gap);
  }
  newest_ = captured;
  // A frame that was held back is no sign of life when it is older than that.
  if (state_ == State::ending && captured >= ended_ - frame_time_) state_ = State::known;
}

void DowntimeMeter::begin(base::SteadyTime now, std::optional<base::Duration> frame_time) {
  if (!newest_) return cancel();
  state_ = State::open;
  frame_time_ = frame_time.value_or(usual_);
  longest_ = {};
  // A camera that was away already: the change is not to blame for what was missing before.
  if (now - *newest_ > 2 * frame_time_) newest_ = now - frame_time_;
}

void DowntimeMeter::end(base::SteadyTime now, std::optional<base::Duration> frame_time) {
  if (state_ != State::open) return;
  state_ = State::ending;
  frame_time_ = std::max(frame_time_, frame_time.value_or(usual_));
  ended_ = now;
}

std::optional<base::Duration> DowntimeMeter::downtime() const {
  if (state_ != State::known) return std::nullopt;
  return std::max(base::Duration{}, longest_ - frame_time_);
}

}  // namespace visiond::pipeline
