#pragma once
// What makes two frames show the same scene from the same place: what was learned from one holds for the other. Pure;
// thread-safe.

#include "services/pipeline/frame.hpp"
#include "services/pipeline/source_tap.hpp"

#include <string>

namespace visiond::pipeline {

// Changes with the frame's size, source and orientation.
inline std::string scene_of(const Frame& frame) {
  const auto* camera = frame.generation->part<SourcePart>();
  return std::to_string(frame.image.cols) + "x" + std::to_string(frame.image.rows) + "/" +
         (camera != nullptr ? std::to_string(camera->source()) + "/" + camera->appearance() : "none");
}

}  // namespace visiond::pipeline
