#pragma once
// Pictures into rows of numbers, for models of OpenCV's machine learning: what is trained and what is asked must see
// the same. Pure; thread-safe.

#include "services/models/manifest.hpp"

#include <opencv2/core/mat.hpp>

namespace visiond::engine {

// Of hog and pixels. An 8-bit BGR picture that is not empty, stretched to the features' size → one row of 32-bit
// floats. hog: histograms of oriented gradients (Dalal and Triggs 2005) with OpenCV's 9 bins, cells of 8 px, blocks of
// 16 px and strides of 8 px. pixels: blue, green, red of each pixel, row by row, 0 to 1.
cv::Mat features_of(const cv::Mat& bgr, const models::Features& features);

}  // namespace visiond::engine
