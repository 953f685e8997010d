#include "services/engine/blob.hpp"

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace visiond::engine {
namespace {

constexpr double border_grey = 114;

cv::Mat letterboxed(const cv::Mat& picture, const cv::Size& size, Placement& where) {
  const double ratio =
      std::min(size.width / static_cast<double>(picture.cols), size.height / static_cast<double>(picture.rows));
  const cv::Size inner(std::clamp(static_cast<int>(std::lround(picture.cols * ratio)), 1, size.width),
                       std::clamp(static_cast<int>(std::lround(picture.rows * ratio)), 1, size.height));
  const cv::Rect place((size.width - inner.width) / 2, (size.height - inner.height) / 2, inner.width, inner.height);
  cv::Mat boxed(size, picture.type(), cv::Scalar::all(border_grey));
  cv::Mat within = boxed(place);
  cv::resize(picture, within, inner);
  const double width = size.width, height = size.height;
  where = {place.x / width, place.y / height, place.width / width, place.height / height};
  return boxed;
}

}  // namespace

std::vector<int> blob_shape(const models::Input& input) {
  if (input.layout == models::Layout::nchw) return {1, 3, input.height, input.width};
  return {1, input.height, input.width, 3};
}

cv::Mat make_blob(const cv::Mat& bgr, const models::Input& input, Placement* where) {
  const cv::Size size(input.width, input.height);
  Placement placement;
  const auto picture = input.resize == models::Resize::letterbox ? letterboxed(bgr, size, placement) : bgr;
  if (where != nullptr) *where = placement;
  const cv::Scalar mean(input.mean[0], input.mean[1], input.mean[2]);
  if (input.layout == models::Layout::nchw)
    return cv::dnn::blobFromImage(picture, input.scale, size, mean, input.swap_rb);
  cv::Mat sized;
  cv::resize(picture, sized, size);
  if (input.swap_rb) cv::cvtColor(sized, sized, cv::COLOR_BGR2RGB);
  cv::Mat values;
  sized.convertTo(values, CV_32F);
  cv::subtract(values, mean, values);
  values *= input.scale;
  return values.reshape(1, blob_shape(input));
}

}  // namespace visiond::engine
