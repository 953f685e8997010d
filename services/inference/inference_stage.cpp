#include "services/inference/inference_stage.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/inference/inference_part.hpp"
#include "services/pipeline/scene.hpp"

#include <algorithm>
#include <utility>

namespace visiond::inference {

void InferenceStage::process(const pipeline::Frame& frame, pipeline::FrameResult& result) {
  base::may_crash("inference.process");
  const auto* part = frame.generation->part<InferencePart>();
  // Tracks of a time without detection would be out of date when it goes on.
  const bool detects = !result.model.empty();
  if (part == nullptr || !detects || part->settings().tracking == Tracking::none) end_tracks(frame);
  if (part == nullptr || !result.looked) return;
  if (part->settings().tracking != Tracking::none) track(frame, part->settings(), result.detections);
}

void InferenceStage::track(const pipeline::Frame& frame, const InferenceSettings& settings,
                           std::vector<pipeline::Detection>& detections) {
  auto key = std::to_string(static_cast<int>(settings.tracking)) + "/" + pipeline::scene_of(frame);
  if (key != tracker_key_) end_tracks(frame);
  if (tracker_ == nullptr) {
    tracker_ = std::make_unique<Tracker>(settings.tracking, next_id_);
    tracker_key_ = std::move(key);
    last_index_ = frame.index - 1;
  }
  // Frames that were dropped or left out went by as well.
  const auto passed = std::max<std::int64_t>(frame.index - std::exchange(last_index_, frame.index), 1);
  tell(frame, tracker_->update(detections, settings, static_cast<double>(passed)));
}

void InferenceStage::end_tracks(const pipeline::Frame& frame) {
  if (tracker_ == nullptr) return;
  tell(frame, tracker_->end());
  tracker_.reset();
}

void InferenceStage::tell(const pipeline::Frame& frame, std::vector<pipeline::Happening> happened) {
  for (auto& each : happened) events_.publish(frame.capture_time, frame.generation->revision(), std::move(each));
}

base::Result<void> InferenceStage::rehearse(const pipeline::Frame&, std::stop_token) const { return {}; }

}  // namespace visiond::inference
