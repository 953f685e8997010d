#pragma once
// A detector that shows which settings it was given, so that a result tells a mix: it sees as many things as it may
// report, each labelled with the threshold. Immutable.

#include "services/detection/factory.hpp"

namespace visiond::testing {

class EchoDetector final : public detection::Detector {
 public:
  explicit EchoDetector(std::string name) : name_(std::move(name)) {}

  // The backend it stands for.
  std::string name() const override { return name_; }
  std::string memory_key() const override { return "echo"; }
  std::unique_ptr<detection::Memory> make_memory() const override { return std::make_unique<detection::Memory>(); }
  // 64 detections side by side, sure enough to pass every threshold; the label is "confidence=0.25".
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const detection::DetectionSettings& settings,
                                          detection::Memory& memory) const override;

  static constexpr int most = 64;
  static std::string label(double confidence);

 private:
  std::string name_;
};

// In place of every backend.
base::Result<std::shared_ptr<const detection::Detector>> make_echo_detector(
    const detection::DetectionSettings& settings);

}  // namespace visiond::testing
