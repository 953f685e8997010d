#include "daemon/rpc/detections_filter.hpp"

#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace visiond::rpc {
namespace {

// Frames do not come to the microsecond: one that is this much early counts as due.
constexpr double tolerance = 0.1;
constexpr double longest_pause = 1e6;  // seconds

using Seconds = std::chrono::duration<double>;

void write(const pipeline::Detection& detection, v1::Detection& into) {
  into.set_label(wire_text(detection.label));
  into.set_confidence(detection.confidence);
  auto& box = *into.mutable_box();
  box.set_x(detection.box.x);
  box.set_y(detection.box.y);
  box.set_width(detection.box.width);
  box.set_height(detection.box.height);
  for (const auto& zone : detection.zones) into.add_zones(zone);
}

}  // namespace

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

bool DetectionsFilter::is_due(base::WallTime capture_time) {
  if (request_.max_fps() == 0) return true;
  const Seconds pause(std::min(1 / request_.max_fps(), longest_pause));
  const auto early = next_due_ ? Seconds(*next_due_ - capture_time) : Seconds(0);
  // Further ahead than it was ever set: the wall clock was set back, which must not silence the stream.
  const bool set_back = early > (1 + tolerance) * pause;
  if (!set_back && early > tolerance * pause) return false;
  // From due to due, so that early frames do not raise the rate; from the frame where frames are fewer anyway.
  const bool on_time = next_due_ && !set_back && early > -pause;
  next_due_ = (on_time ? *next_due_ : capture_time) + std::chrono::duration_cast<base::WallTime::duration>(pause);
  return true;
}

std::optional<v1::FrameDetections> DetectionsFilter::apply(const pipeline::FrameResult& result) {
  const bool any = std::any_of(result.detections.begin(), result.detections.end(),
                               [this](const auto& detection) { return wants(detection); });
  if (!any && !request_.include_empty()) return std::nullopt;
  if (!is_due(result.capture_time)) return std::nullopt;
  v1::FrameDetections message;
  message.set_frame_sequence(result.frame_sequence);
  write_time(result.capture_time, *message.mutable_capture_time());
  message.set_revision(result.revision.value);
  message.set_model(result.model);
  write_duration(result.latency, *message.mutable_latency());
  message.set_frame_width(result.frame_width);
  message.set_frame_height(result.frame_height);
  for (const auto& detection : result.detections) {
    if (wants(detection)) write(detection, *message.add_detections());
  }
  return message;
}

}  // namespace visiond::rpc
