#include "services/detection/detection_stage.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/detection/detection_part.hpp"
#include "services/detection/filter.hpp"
#include "services/pipeline/scene.hpp"

#include <chrono>
#include <utility>

namespace visiond::detection {
namespace {

// Frames do not come to the microsecond: one that is this much early counts as due.
constexpr double tolerance = 0.1;

}  // namespace

Memory& DetectionStage::memory_for(const Detector& detector, const pipeline::Frame& frame) {
  auto key = detector.memory_key() + "/" + pipeline::scene_of(frame);
  if (memory_ == nullptr || key != memory_key_) {
    // What the old one borrowed goes back before the new one borrows.
    memory_.reset();
    memory_ = detector.make_memory();
    memory_key_ = std::move(key);
  }
  return *memory_;
}

bool DetectionStage::is_due(const pipeline::Frame& frame, double max_fps) {
  if (max_fps > 0 && last_detected_) {
    const double since = std::chrono::duration<double>(frame.captured - *last_detected_).count();
    if (since < (1 - tolerance) / max_fps) return false;
  }
  last_detected_ = frame.captured;
  return true;
}

void DetectionStage::process(const pipeline::Frame& frame, pipeline::FrameResult& result) {
  base::may_crash("detection.process");
  const auto* part = frame.generation->part<DetectionPart>();
  if (part == nullptr || !part->settings().enabled) {
    // What was remembered would be out of date when it goes on.
    memory_.reset();
    return;
  }
  const auto& detector = *part->detector();
  result.model = detector.name();
  if (!is_due(frame, part->settings().max_fps)) return;
  result.looked = true;
  result.detections =
      filter(detector.detect(frame.image, part->settings(), memory_for(detector, frame)), part->settings());
}

base::Result<void> DetectionStage::rehearse(const pipeline::Frame& frame, std::stop_token) const {
  const auto* part = frame.generation->part<DetectionPart>();
  if (part == nullptr) return {};
  if (auto fault = base::may_fail("detection.rehearse"); !fault) return fault.error();
  const auto scratch = part->detector()->make_memory();
  part->detector()->detect(frame.image, part->settings(), *scratch);
  return {};
}

}  // namespace visiond::detection
