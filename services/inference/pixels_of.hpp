#pragma once
// From a box in parts of a frame to pixels. Pure.

#include "services/pipeline/api.hpp"

#include <opencv2/core/types.hpp>

namespace visiond::inference {

// What of the box lies in the picture.
inline cv::Rect pixels_of(const pipeline::Box& box, const cv::Size& size) {
  const cv::Rect2d exact(box.x * size.width, box.y * size.height, box.width * size.width, box.height * size.height);
  return cv::Rect(exact) & cv::Rect({}, size);
}

}  // namespace visiond::inference
