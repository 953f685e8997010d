#include "services/detection/hog.hpp"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace visiond::detection {

HogDetector::HogDetector() { hog_.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector()); }

void HogDetector::run(const cv::HOGDescriptor& hog, const cv::Mat& image, std::vector<cv::Rect>& boxes,
                      std::vector<double>& weights) {
  hog.detectMultiScale(image, boxes, weights, /*hitThreshold=*/0, /*winStride=*/{8, 8}, /*padding=*/{0, 0},
                       /*scale=*/1.05,
                       /*finalThreshold=*/2, /*useMeanshiftGrouping=*/false);
}

double HogDetector::confidence_of(double weight) {
  constexpr double middle = 0.5, steepness = 4;
  return 1 / (1 + std::exp(-steepness * (weight - middle)));
}

std::vector<pipeline::Detection> HogDetector::detect(const cv::Mat& image, const DetectionSettings&, Memory&) const {
  std::vector<pipeline::Detection> found;
  // The search window does not fit into smaller pictures.
  if (image.cols < hog_.winSize.width || image.rows < hog_.winSize.height) return found;
  std::vector<cv::Rect> boxes;
  std::vector<double> weights;
  run(hog_, image, boxes, weights);
  const double width = image.cols, height = image.rows;
  for (std::size_t n = 0; n < boxes.size(); ++n) {
    const auto box = boxes[n] & cv::Rect(0, 0, image.cols, image.rows);
    pipeline::Detection detection;
    detection.label = "person";
    detection.confidence = confidence_of(weights[n]);
    detection.box = {box.x / width, box.y / height, box.width / width, box.height / height};
    found.push_back(std::move(detection));
  }
  return found;
}

}  // namespace visiond::detection
