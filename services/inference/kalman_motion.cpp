#include "services/inference/kalman_motion.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace visiond::inference {
namespace {

constexpr int states = 6, measured = 4;
// Standard deviations as parts of the box: of a place or size, and of a velocity a frame. The velocity's is twice Wojke
// et al.'s, so that a thing that turned round is known to have turned when it vanishes.
constexpr double place_noise = 1.0 / 20;
constexpr double velocity_noise = 1.0 / 80;
// Of a velocity that nobody knows yet, in the same measure.
constexpr double first_velocity = 20;
// So that a box never loses its extent, nor the filter its noise.
constexpr double least_extent = 1e-4;

double squared(double value) { return value * value; }

cv::Mat measurement_of(const pipeline::Box& box) {
  return (cv::Mat_<double>(measured, 1) << box.x + box.width / 2, box.y + box.height / 2, box.width, box.height);
}

// What is measured along x goes with the width, along y with the height.
void set_variances(cv::Mat& matrix, double width, double height, double place, double velocity) {
  matrix = 0;
  const auto along_x = {0, 2}, along_y = {1, 3};
  for (const int n : along_x) matrix.at<double>(n, n) = squared(place * width);
  for (const int n : along_y) matrix.at<double>(n, n) = squared(place * height);
  if (matrix.rows == measured) return;
  matrix.at<double>(4, 4) = squared(velocity * width);
  matrix.at<double>(5, 5) = squared(velocity * height);
}

}  // namespace

KalmanMotion::KalmanMotion(const pipeline::Box& first) : filter_(states, measured, 0, CV_64F) {
  const auto seen = measurement_of(first);
  seen.copyTo(filter_.statePost.rowRange(0, measured));
  cv::setIdentity(filter_.measurementMatrix);
  set_variances(filter_.errorCovPost, first.width, first.height, 2 * place_noise, first_velocity * velocity_noise);
}

void KalmanMotion::predict(double frames) {
  const auto now = box();
  filter_.transitionMatrix.at<double>(0, 4) = filter_.transitionMatrix.at<double>(1, 5) = frames;
  set_variances(filter_.processNoiseCov, now.width, now.height, place_noise, velocity_noise);
  filter_.processNoiseCov *= frames;
  filter_.predict();
}

void KalmanMotion::correct(const pipeline::Box& seen) {
  set_variances(filter_.measurementNoiseCov, seen.width, seen.height, place_noise, 0);
  filter_.correct(measurement_of(seen));
}

pipeline::Box KalmanMotion::box() const {
  const auto value = [this](int n) { return filter_.statePost.at<double>(n); };
  const double width = std::max(value(2), least_extent), height = std::max(value(3), least_extent);
  return {value(0) - width / 2, value(1) - height / 2, width, height};
}

}  // namespace visiond::inference
