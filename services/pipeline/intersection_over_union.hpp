#pragma once
// How far two boxes are the same. Pure; thread-safe.

#include "services/pipeline/api.hpp"

#include <algorithm>

namespace visiond::pipeline {

// Area of the intersection by area of the union, 0 to 1.
inline double intersection_over_union(const Box& a, const Box& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const double both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

}  // namespace visiond::pipeline
