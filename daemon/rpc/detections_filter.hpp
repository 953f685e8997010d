#pragma once
// What one subscriber of detections wants to see of each frame. Used by one thread.

#include "daemon/base/error.hpp"
#include "daemon/base/rate_limit.hpp"
#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.pb.h"

#include <optional>
#include <utility>

namespace visiond::rpc {

class DetectionsFilter {
 public:
  explicit DetectionsFilter(v1::StreamDetectionsRequest request)
      : request_(std::move(request)), rate_(request_.max_fps()) {}

  // The frame's message; nothing where the subscriber does not want it.
  std::optional<v1::FrameDetections> apply(const pipeline::FrameResult& result);

 private:
  bool wants(const pipeline::Detection& detection) const;

  v1::StreamDetectionsRequest request_;
  base::RateLimit rate_;
};

// INVALID_REQUEST where a number is out of its range.
base::Result<void> check(const v1::StreamDetectionsRequest& request);

}  // namespace visiond::rpc
