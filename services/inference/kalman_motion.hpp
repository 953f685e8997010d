#pragma once
// A box whose centre moves at a constant velocity and whose size stays, but for noise: a Kalman filter a track, after
// Bewley et al. 2016 ("Simple online and realtime tracking", SORT), with noise in proportion to the box as in Wojke et
// al. 2017 ("Simple online and realtime tracking with a deep association metric"). Used by one thread.

#include "services/inference/motion_model.hpp"

#include <opencv2/video/tracking.hpp>

namespace visiond::inference {

class KalmanMotion final : public MotionModel {
 public:
  explicit KalmanMotion(const pipeline::Box& first);

  void predict(double frames) override;
  void correct(const pipeline::Box& seen) override;
  pipeline::Box box() const override;

 private:
  // State: centre x and y, width, height, velocity of the centre in x and y. Measured: the first four.
  cv::KalmanFilter filter_;
};

}  // namespace visiond::inference
