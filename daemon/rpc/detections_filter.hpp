#pragma once
// What one subscriber of detections wants to see of each frame. Used by one thread.

#include "daemon/base/error.hpp"
#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.pb.h"

#include <optional>

namespace visiond::rpc {

class DetectionsFilter {
 public:
  explicit DetectionsFilter(v1::StreamDetectionsRequest request) : request_(std::move(request)) {}

  // The frame's message; nothing where the subscriber does not want it.
  std::optional<v1::FrameDetections> apply(const pipeline::FrameResult& result);

 private:
  bool wants(const pipeline::Detection& detection) const;
  bool is_due(base::WallTime capture_time);

  v1::StreamDetectionsRequest request_;
  std::optional<base::WallTime> next_due_;
};

// INVALID_REQUEST where a number is out of its range.
base::Result<void> check(const v1::StreamDetectionsRequest& request);

}  // namespace visiond::rpc
