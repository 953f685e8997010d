#pragma once
// The pipeline's detection stage: looks at each frame with its own generation's detector and parameters. The detector's
// memory belongs to the stage's worker and starts anew when algorithm, frame size, orientation or source change.

#include "services/detection/detector.hpp"
#include "services/pipeline/stage.hpp"

#include <memory>
#include <optional>
#include <string>

namespace visiond::detection {

class DetectionStage final : public pipeline::Stage {
 public:
  std::string_view name() const override { return "detection"; }
  void process(const pipeline::Frame& frame, pipeline::FrameResult& result) override;
  base::Result<void> rehearse(const pipeline::Frame& frame, std::stop_token stop) const override;

 private:
  Memory& memory_for(const Detector& detector, const pipeline::Frame& frame);
  bool is_due(const pipeline::Frame& frame, double max_fps);

  std::string memory_key_;
  std::unique_ptr<Memory> memory_;
  std::optional<base::SteadyTime> last_detected_;
};

}  // namespace visiond::detection
