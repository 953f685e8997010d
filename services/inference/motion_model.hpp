#pragma once
// Where a track's box is expected next. One model a track; used by one thread. Boxes in 0 to 1 of the frame, time in
// frames of the source.

#include "services/inference/settings.hpp"
#include "services/pipeline/api.hpp"

#include <memory>

namespace visiond::inference {

class MotionModel {
 public:
  virtual ~MotionModel() = default;
  // Goes on by `frames`, at least 1.
  virtual void predict(double frames) = 0;
  // Seen there, after predict().
  virtual void correct(const pipeline::Box& seen) = 0;
  // Where it is now.
  virtual pipeline::Box box() const = 0;
};

// The model that the algorithm, which is not `none`, follows a box with that was seen at `first`.
std::unique_ptr<MotionModel> make_motion_model(Tracking algorithm, const pipeline::Box& first);

}  // namespace visiond::inference
