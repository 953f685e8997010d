#include "services/inference/motion_model.hpp"

#include "services/inference/kalman_motion.hpp"
#include "services/inference/last_seen_motion.hpp"

namespace visiond::inference {

std::unique_ptr<MotionModel> make_motion_model(Tracking algorithm, const pipeline::Box& first) {
  if (algorithm == Tracking::iou) return std::make_unique<LastSeenMotion>(first);
  return std::make_unique<KalmanMotion>(first);
}

}  // namespace visiond::inference
