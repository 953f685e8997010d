#include "daemon/rpc/write_detections.hpp"

#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

namespace visiond::rpc {

void write(const pipeline::Detection& detection, v1::Detection& into) {
  into.set_label(wire_text(detection.label));
  into.set_confidence(detection.confidence);
  auto& box = *into.mutable_box();
  box.set_x(detection.box.x);
  box.set_y(detection.box.y);
  box.set_width(detection.box.width);
  box.set_height(detection.box.height);
  into.set_track_id(detection.track_id);
  for (const auto& each : detection.classifications) {
    auto& classification = *into.add_classifications();
    classification.set_label(wire_text(each.label));
    classification.set_probability(each.probability);
  }
  for (const auto& zone : detection.zones) into.add_zones(zone);
}

void write_frame(const pipeline::FrameResult& result, v1::FrameDetections& into) {
  into.set_frame_sequence(result.frame_sequence);
  write_time(result.capture_time, *into.mutable_capture_time());
  into.set_revision(result.revision.value);
  into.set_model(result.model);
  write_duration(result.latency, *into.mutable_latency());
  into.set_frame_width(result.frame_width);
  into.set_frame_height(result.frame_height);
}

void write(const pipeline::FrameResult& result, v1::FrameDetections& into) {
  write_frame(result, into);
  for (const auto& detection : result.detections) write(detection, *into.add_detections());
}

}  // namespace visiond::rpc
