#pragma once
// Boxes around detections, with labels and confidences. Pure; thread-safe.

#include "services/pipeline/api.hpp"

#include <opencv2/core/mat.hpp>

#include <vector>

namespace visiond::pipeline {

// Into an 8-bit BGR image of the frame, of any size. A label has a colour of its own.
void draw_boxes(const std::vector<Detection>& detections, cv::Mat& image);

}  // namespace visiond::pipeline
