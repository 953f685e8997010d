#include "services/inference/inference_stage.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/inference/pixels_of.hpp"
#include "services/pipeline/scene.hpp"

#include <algorithm>
#include <stdexcept>
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
  if (part->classifier() != nullptr) classify(frame, *part, result.detections);
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
  auto happened = tracker_->update(detections, settings, static_cast<double>(passed));
  // Before anybody hears of a track, so that who does can ask what it looks like.
  if (crops_ != nullptr) crops_->look(frame.image, frame.index, detections);
  tell(frame, std::move(happened));
}

void InferenceStage::end_tracks(const pipeline::Frame& frame) {
  if (tracker_ == nullptr) return;
  tell(frame, tracker_->end());
  tracker_.reset();
}

void InferenceStage::tell(const pipeline::Frame& frame, std::vector<pipeline::Happening> happened) {
  for (auto& each : happened) events_.publish(frame.capture_time, frame.generation->revision(), std::move(each));
}

// What is followed, or all where nothing is.
void InferenceStage::classify(const pipeline::Frame& frame, const InferencePart& part,
                              std::vector<pipeline::Detection>& detections) {
  const auto& settings = part.settings();
  for (auto& detection : detections) {
    if (detection.track_id == 0 && settings.tracking != Tracking::none) continue;
    const auto crop = pixels_of(detection.box, frame.image.size());
    if (crop.empty()) continue;
    const auto probabilities = part.classifier()->classify(frame.image(crop));
    if (!probabilities) throw std::runtime_error(probabilities.error().message);
    detection.classifications =
        likeliest(part.classifier()->labels(), *probabilities, settings.top_k, settings.min_probability);
  }
}

base::Result<void> InferenceStage::rehearse(const pipeline::Frame& frame, std::stop_token) const {
  const auto* part = frame.generation->part<InferencePart>();
  if (part == nullptr || part->classifier() == nullptr) return {};
  if (auto fault = base::may_fail("inference.rehearse"); !fault) return fault.error();
  if (const auto tried = part->classifier()->classify(frame.image); !tried) {
    auto error = tried.error();
    error.path = "inference.classifier";
    return error;
  }
  return {};
}

}  // namespace visiond::inference
