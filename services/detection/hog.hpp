#pragma once
// People: histograms of oriented gradients and a linear SVM (Dalal and Triggs 2005, OpenCV's default people detector).
// Immutable.

#include "services/detection/detector.hpp"

#include <opencv2/objdetect.hpp>

namespace visiond::detection {

class HogDetector final : public Detector {
 public:
  HogDetector();

  std::string name() const override { return "hog"; }
  std::string memory_key() const override { return "hog"; }
  std::unique_ptr<Memory> make_memory() const override { return std::make_unique<Memory>(); }
  // Label "person"; see confidence_of.
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings& settings,
                                          Memory& memory) const override;

  // The search itself, with the parameters that visiond uses: boxes in pixels with the SVM's weights.
  static void run(const cv::HOGDescriptor& hog, const cv::Mat& image, std::vector<cv::Rect>& boxes,
                  std::vector<double>& weights);
  // The distance to the SVM's plane by a logistic curve (Platt 1999) through 0.5 at a distance of 0.5: 0 to 1.
  static double confidence_of(double weight);

 private:
  cv::HOGDescriptor hog_;
};

}  // namespace visiond::detection
