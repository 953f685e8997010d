#pragma once
// The pipeline's second stage: gives what was detected an identity from frame to frame and says what kind of thing it
// is, with the parameters and the classifier of the frame's own generation, and tells what happens. Tracks belong to
// the stage's worker and end when algorithm, frame size, orientation or source change; their ids are never used again.

#include "services/inference/inference_part.hpp"
#include "services/inference/track_crops.hpp"
#include "services/inference/tracker.hpp"
#include "services/pipeline/stage.hpp"

#include <memory>
#include <string>
#include <vector>

namespace visiond::inference {

class InferenceStage final : public pipeline::Stage {
 public:
  // Both outlive it; without `crops` nobody wants to see tracks.
  explicit InferenceStage(pipeline::EventSink& events, TrackCrops* crops = nullptr) : events_(events), crops_(crops) {}

  std::string_view name() const override { return "inference"; }
  void process(const pipeline::Frame& frame, pipeline::FrameResult& result) override;
  base::Result<void> rehearse(const pipeline::Frame& frame, std::stop_token stop) const override;

 private:
  void track(const pipeline::Frame& frame, const InferenceSettings& settings,
             std::vector<pipeline::Detection>& detections);
  static void classify(const pipeline::Frame& frame, const InferencePart& part,
                       std::vector<pipeline::Detection>& detections);
  void end_tracks(const pipeline::Frame& frame);
  void tell(const pipeline::Frame& frame, std::vector<pipeline::Happening> happened);

  pipeline::EventSink& events_;
  TrackCrops* const crops_;
  std::string tracker_key_;
  std::unique_ptr<Tracker> tracker_;
  std::uint64_t next_id_ = 1;
  std::int64_t last_index_ = 0;  // of the newest frame that was tracked in
};

}  // namespace visiond::inference
