#pragma once
// Whatever moves: a background model of Gaussian mixtures (Zivkovic 2004, OpenCV's MOG2), then the outlines of what
// differs. Immutable; the background is the memory.

#include "services/detection/detector.hpp"

namespace visiond::detection {

class MotionDetector final : public Detector {
 public:
  // `history`: frames the background is learned from.
  explicit MotionDetector(int history) : history_(history) {}

  std::string name() const override { return "motion"; }
  std::string memory_key() const override { return "motion/" + std::to_string(history_); }
  std::unique_ptr<Memory> make_memory() const override;
  // Label "motion"; the confidence is the part of the box's pixels that moved.
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings& settings,
                                          Memory& memory) const override;

 private:
  int history_;
};

}  // namespace visiond::detection
