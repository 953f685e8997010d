#pragma once
// A picture on its way through the stages, with the generation it was stamped with. Immutable once stamped; the pixels
// are shared and never written.

#include "daemon/base/clock.hpp"
#include "services/pipeline/generation.hpp"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <memory>

namespace visiond::pipeline {

// As it leaves a source: 8-bit BGR.
struct RawFrame {
  cv::Mat image;
  base::SteadyTime captured{};  // of paced sources: the time it was due
  std::int64_t index = 0;       // its number in the source, which counts on where a source loops
};

struct Frame {
  std::uint64_t sequence = 0;
  std::int64_t index = 0;
  cv::Mat image;
  base::SteadyTime captured{};
  base::WallTime capture_time{};
  std::shared_ptr<const Generation> generation;
};

}  // namespace visiond::pipeline
