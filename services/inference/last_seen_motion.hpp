#pragma once
// A box stays where it was seen last (Bochinski et al. 2017, "High-speed tracking-by-detection without using image
// information"). While it is not seen it goes on with its mean velocity, so that it is found again where it comes out
// behind what covered it. Used by one thread.

#include "services/inference/motion_model.hpp"

namespace visiond::inference {

class LastSeenMotion final : public MotionModel {
 public:
  explicit LastSeenMotion(const pipeline::Box& first) : box_(first), seen_(first) {}

  void predict(double frames) override;
  void correct(const pipeline::Box& seen) override;
  pipeline::Box box() const override { return box_; }

 private:
  pipeline::Box box_;
  pipeline::Box seen_;                      // last
  double velocity_x_ = 0, velocity_y_ = 0;  // of the frame a frame, smoothed
  double unseen_ = 0;                       // frames since
  bool moved_ = false;                      // the velocity is known
};

}  // namespace visiond::inference
