#include "services/camera/synthetic.hpp"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <random>

namespace visiond::camera {
namespace {

cv::Mat textured(int width, int height, std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat coarse(std::max(height / 16, 2), std::max(width / 16, 2), CV_8UC3);
  random.fill(coarse, cv::RNG::UNIFORM, 60, 130);
  cv::Mat background;
  cv::resize(coarse, background, {width, height}, 0, 0, cv::INTER_CUBIC);
  return background;
}

// A position that moves evenly and bounces between low and 1 − low.
double bounce(double start, double speed, std::int64_t index, double low) {
  const double span = 1 - 2 * low;
  if (span <= 0) return 0.5;
  const double way = std::fmod(std::abs(start - low + speed * static_cast<double>(index)), 2 * span);
  return low + (way <= span ? way : 2 * span - way);
}

}  // namespace

base::Result<void> SyntheticSource::open(const Format& wanted) {
  format_ = wanted;
  if (format_.width == 0) format_.width = 640, format_.height = 480;
  if (format_.fps == 0) format_.fps = 30;
  background_ = textured(format_.width, format_.height, seed_);
  std::mt19937_64 random(seed_);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  moving_.clear();
  for (int n = 0; n < shapes_; ++n) {
    Shape shape;
    shape.x = between(0.1, 0.9), shape.y = between(0.1, 0.9);
    shape.speed_x = between(0.003, 0.01), shape.speed_y = between(0.003, 0.01);
    shape.size = between(0.08, 0.2);
    shape.colour = cv::Scalar(between(160, 255), between(160, 255), between(160, 255));
    shape.round = n % 2 == 1;
    moving_.push_back(shape);
  }
  return {};
}

std::vector<cv::Rect> SyntheticSource::ground_truth(std::int64_t index) const {
  std::vector<cv::Rect> boxes;
  for (const auto& shape : moving_) {
    const int side = static_cast<int>(shape.size * format_.height);
    const double margin_x = side / 2.0 / format_.width, margin_y = side / 2.0 / format_.height;
    const int x = static_cast<int>(bounce(shape.x, shape.speed_x, index, margin_x) * format_.width) - side / 2;
    const int y = static_cast<int>(bounce(shape.y, shape.speed_y, index, margin_y) * format_.height) - side / 2;
    boxes.push_back(cv::Rect(x, y, side, side) & cv::Rect(0, 0, format_.width, format_.height));
  }
  return boxes;
}

base::Result<cv::Mat> SyntheticSource::read(std::int64_t index) {
  auto image = background_.clone();
  const auto boxes = ground_truth(index);
  for (std::size_t n = 0; n < boxes.size(); ++n) {
    const auto& box = boxes[n];
    if (moving_[n].round) {
      cv::circle(image, (box.tl() + box.br()) / 2, box.height / 2, moving_[n].colour, cv::FILLED);
    } else {
      cv::rectangle(image, box, moving_[n].colour, cv::FILLED);
    }
  }
  return image;
}

}  // namespace visiond::camera
