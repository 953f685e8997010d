#pragma once
// Moving shapes on a textured background, with known ground truth: the same seed and index always give the same
// picture. Used by one thread.

#include "services/camera/video_source.hpp"

#include <opencv2/core/types.hpp>

#include <vector>

namespace visiond::camera {

class SyntheticSource final : public VideoSource {
 public:
  SyntheticSource(std::uint64_t seed, int shapes) : seed_(seed), shapes_(shapes) {}

  // 640×480 at 30 frames a second where nothing is asked for.
  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  base::Result<cv::Mat> read(std::int64_t index) override;

  // Where the shapes are in a picture, px.
  std::vector<cv::Rect> ground_truth(std::int64_t index) const;

 private:
  struct Shape {
    double x, y;              // where its centre starts, 0 to 1
    double speed_x, speed_y;  // of the frame a frame; it bounces off the edges
    double size;              // of the frame's height
    cv::Scalar colour;
    bool round;
  };

  std::uint64_t seed_;
  int shapes_;
  Format format_;
  cv::Mat background_;
  std::vector<Shape> moving_;
};

}  // namespace visiond::camera
