#include "daemon/rpc/detections_filter.hpp"

#include "daemon/rpc/write_detections.hpp"

#include <algorithm>
#include <cmath>

namespace visiond::rpc {

base::Result<void> check(const v1::StreamDetectionsRequest& request) {
  const auto wrong = [](const std::string& field, const std::string& right) {
    return base::Error{base::ErrorCode::invalid_request, field, field + " is out of range; it must be " + right};
  };
  if (!(request.min_confidence() >= 0 && request.min_confidence() <= 1)) return wrong("min_confidence", "0 to 1");
  if (!(request.max_fps() >= 0 && std::isfinite(request.max_fps())))
    return wrong("max_fps", "0 (every frame) or more frames per second");
  return {};
}

bool DetectionsFilter::wants(const pipeline::Detection& detection) const {
  if (detection.confidence < request_.min_confidence()) return false;
  const auto& labels = request_.labels();
  if (!labels.empty() && std::find(labels.begin(), labels.end(), detection.label) == labels.end()) return false;
  const auto& zones = request_.zones();
  return zones.empty() || std::any_of(zones.begin(), zones.end(), [&](const std::string& zone) {
           return std::find(detection.zones.begin(), detection.zones.end(), zone) != detection.zones.end();
         });
}

std::optional<v1::FrameDetections> DetectionsFilter::apply(const pipeline::FrameResult& result) {
  const bool any = std::any_of(result.detections.begin(), result.detections.end(),
                               [this](const auto& detection) { return wants(detection); });
  if (!any && !request_.include_empty()) return std::nullopt;
  if (!rate_.is_due(result.capture_time)) return std::nullopt;
  v1::FrameDetections message;
  write_frame(result, message);
  for (const auto& detection : result.detections) {
    if (wants(detection)) write(detection, *message.add_detections());
  }
  return message;
}

}  // namespace visiond::rpc
