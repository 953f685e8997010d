#pragma once
// From everything a detector saw to what the settings let through. Pure; thread-safe.

#include "services/detection/settings.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/intersection_over_union.hpp"

#include <vector>

namespace visiond::detection {

// In this order: confidence (of the class, or else of all), labels, minimum area, masks, class-wise non-maximum
// suppression, the surest `max_detections`. What remains is sorted by confidence and names the zones its centre lies
// in.
std::vector<pipeline::Detection> filter(std::vector<pipeline::Detection> found, const DetectionSettings& settings);

using pipeline::intersection_over_union;

}  // namespace visiond::detection
