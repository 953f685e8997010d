#pragma once
// What heads of rows share: a row a candidate, scores a class. Pure; thread-safe.

#include "services/detection/decoder.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace visiond::detection {

inline constexpr int any = -1;

// Whether the output has this shape; `any` stands for any length.
inline bool has_shape(const cv::Mat& output, std::initializer_list<int> shape) {
  if (output.dims != static_cast<int>(shape.size())) return false;
  int axis = 0;
  return std::all_of(shape.begin(), shape.end(), [&](int length) {
    const int is = output.size[axis++];
    return length == any || length == is;
  });
}

// "85 (4 box + 1 objectness + 80 labels)".
inline std::string columns_text(int box, int objectness, std::size_t labels) {
  const auto sum = static_cast<std::size_t>(box + objectness) + labels;
  return std::to_string(sum) + " (" + std::to_string(box) + " box" +
         (objectness > 0 ? " + " + std::to_string(objectness) + " objectness" : "") + " + " + std::to_string(labels) +
         " labels)";
}

// The surest class of a row of scores.
inline int best_class(const float* scores, std::size_t classes) {
  return static_cast<int>(std::max_element(scores, scores + classes) - scores);
}

inline Candidate around(int label, double confidence, double center_x, double center_y, double width, double height) {
  return {label, confidence, center_x - width / 2, center_y - height / 2, width, height};
}

inline Candidate between(int label, double confidence, double left, double top, double right, double bottom) {
  return {label, confidence, left, top, right - left, bottom - top};
}

}  // namespace visiond::detection
