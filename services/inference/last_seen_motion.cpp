#include "services/inference/last_seen_motion.hpp"

#include <algorithm>

namespace visiond::inference {
namespace {

// How much of the velocity the newest step makes: the mean of about seven.
constexpr double newest = 0.15;
// One frame's step is what the overlap bears; a longer gap is gone along with.
constexpr double bearable = 1;

}  // namespace

void LastSeenMotion::predict(double frames) {
  unseen_ += frames;
  if (unseen_ <= bearable) return;
  box_.x = seen_.x + velocity_x_ * unseen_;
  box_.y = seen_.y + velocity_y_ * unseen_;
}

void LastSeenMotion::correct(const pipeline::Box& seen) {
  const double frames = std::max(unseen_, 1.0);
  // Of the centre: the size may change as well.
  const double step_x = (seen.x + seen.width / 2 - seen_.x - seen_.width / 2) / frames;
  const double step_y = (seen.y + seen.height / 2 - seen_.y - seen_.height / 2) / frames;
  const double weight = moved_ ? newest : 1;
  velocity_x_ += weight * (step_x - velocity_x_);
  velocity_y_ += weight * (step_y - velocity_y_);
  moved_ = true;
  box_ = seen_ = seen;
  unseen_ = 0;
}

}  // namespace visiond::inference
