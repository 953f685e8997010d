#include "services/detection/motion.hpp"

#include <opencv2/imgproc.hpp>
#include <opencv2/video/background_segm.hpp>

#include <algorithm>
#include <utility>

namespace visiond::detection {
namespace {

// Smaller outlines are noise, whatever min_area says: part of the frame.
constexpr double noise_area = 0.0005;

struct Background final : Memory {
  explicit Background(int history)
      : subtractor(cv::createBackgroundSubtractorMOG2(history, 16, /*detectShadows=*/false)) {}
  cv::Ptr<cv::BackgroundSubtractorMOG2> subtractor;
  cv::Mat mask;
  bool empty = true;
};

pipeline::Detection detection_of(const cv::Rect& box, const cv::Mat& mask) {
  const double width = mask.cols, height = mask.rows;
  pipeline::Detection detection;
  detection.label = "motion";
  detection.confidence = std::min(1.0, cv::countNonZero(mask(box)) / static_cast<double>(box.area()));
  detection.box = {box.x / width, box.y / height, box.width / width, box.height / height};
  return detection;
}

}  // namespace

std::unique_ptr<Memory> MotionDetector::make_memory() const { return std::make_unique<Background>(history_); }

std::vector<pipeline::Detection> MotionDetector::detect(const cv::Mat& image, const DetectionSettings& settings,
                                                        Memory& memory) const {
  auto& background = static_cast<Background&>(memory);
  // MOG2 compares squared distances in standard deviations, of which its model starts with about 4 grey levels.
  constexpr double start_deviation = 4;
  const double deviations = settings.motion_threshold / start_deviation;
  background.subtractor->setVarThreshold(deviations * deviations);
  background.subtractor->apply(image, background.mask);
  // To a model that knows nothing yet, the whole first picture is foreground.
  if (std::exchange(background.empty, false)) return {};
  static const cv::Mat small = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3});
  static const cv::Mat large = cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7});
  cv::morphologyEx(background.mask, background.mask, cv::MORPH_OPEN, small);
  cv::morphologyEx(background.mask, background.mask, cv::MORPH_CLOSE, large);

  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(background.mask.clone(), outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  const double smallest = noise_area * static_cast<double>(image.total());
  std::vector<pipeline::Detection> found;
  for (const auto& outline : outlines) {
    const auto box = cv::boundingRect(outline);
    if (box.area() >= smallest) found.push_back(detection_of(box, background.mask));
  }
  return found;
}

}  // namespace visiond::detection
