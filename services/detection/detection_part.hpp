#pragma once
// What the detection section contributes to a generation: its parameters and the detector. Immutable.

#include "daemon/transaction/participant.hpp"
#include "services/detection/detector.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace visiond::detection {

class DetectionPart final : public transaction::Part {
 public:
  static constexpr std::string_view section = "detection";

  DetectionPart(DetectionSettings settings, std::shared_ptr<const Detector> detector)
      : settings_(std::move(settings)), detector_(std::move(detector)) {}

  const DetectionSettings& settings() const { return settings_; }
  const std::shared_ptr<const Detector>& detector() const { return detector_; }

 private:
  DetectionSettings settings_;
  std::shared_ptr<const Detector> detector_;
};

}  // namespace visiond::detection
