#include "services/engine/features.hpp"

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <vector>

namespace visiond::engine {
namespace {

constexpr int block = 16, cell = 8, bins = 9;  // pixels, pixels

cv::Mat hog_of(const cv::Mat& picture) {
  const cv::HOGDescriptor hog(picture.size(), {block, block}, {cell, cell}, {cell, cell}, bins);
  std::vector<float> values;
  hog.compute(picture, values);
  return cv::Mat(values, true).reshape(1, 1);
}

}  // namespace

cv::Mat features_of(const cv::Mat& bgr, const models::Features& features) {
  cv::Mat picture;
  cv::resize(bgr, picture, {features.width, features.height}, 0, 0, cv::INTER_AREA);
  if (features.type == models::FeatureType::hog) return hog_of(picture);
  cv::Mat row;
  picture.reshape(1, 1).convertTo(row, CV_32F, 1.0 / 255);
  return row;
}

}  // namespace visiond::engine
