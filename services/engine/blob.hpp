#pragma once
// Pictures into networks: size, order of axes and channels, scale and mean as a model's manifest says. Pure;
// thread-safe.

#include "services/models/manifest.hpp"

#include <opencv2/core/mat.hpp>

#include <vector>

namespace visiond::engine {

// Where the picture lies in the network's input, in 0 to 1 of the input: all of it when stretched, less with borders.
// Results come back from input coordinates (also 0 to 1) to those of the picture, which may lie outside 0 to 1 where
// the network saw something in the border.
struct Placement {
  double x = 0, y = 0, width = 1, height = 1;

  double to_picture_x(double input_x) const { return (input_x - x) / width; }
  double to_picture_y(double input_y) const { return (input_y - y) / height; }
  double to_picture_width(double input_width) const { return input_width / width; }
  double to_picture_height(double input_height) const { return input_height / height; }
};

// Of the blobs that make_blob() makes for this input.
std::vector<int> blob_shape(const models::Input& input);

// An 8-bit BGR picture that is not empty → 1×3×height×width or 1×height×width×3 of 32-bit floats. `where`, if given, is
// told where the picture lies. Borders of a letterbox are grey (114, as the YOLO models were trained) and the picture
// is in their middle.
cv::Mat make_blob(const cv::Mat& bgr, const models::Input& input, Placement* where = nullptr);
// The same into a blob of before, in whose memory the new one is made where it fits.
void refill_blob(const cv::Mat& bgr, const models::Input& input, cv::Mat& blob, Placement* where);

}  // namespace visiond::engine
