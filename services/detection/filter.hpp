#pragma once
// From everything a detector saw to what the settings let through. Pure; thread-safe.

#include "services/detection/settings.hpp"
#include "services/pipeline/api.hpp"

#include <vector>

namespace visiond::detection {

// In this order: confidence (of the class, or else of all), labels, minimum area, masks, class-wise non-maximum
// suppression, the surest `max_detections`. What remains is sorted by confidence and names the zones its centre lies
// in.
std::vector<pipeline::Detection> filter(std::vector<pipeline::Detection> found, const DetectionSettings& settings);

// Of two boxes: area of the intersection by area of the union, 0 to 1.
double intersection_over_union(const pipeline::Box& a, const pipeline::Box& b);

}  // namespace visiond::detection
