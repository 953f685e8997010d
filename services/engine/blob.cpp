#include "services/engine/blob.hpp"

#include <opencv2/core.hpp>
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

// A channel after the other, without a picture of floats in between.
void fill_planes(const cv::Mat& picture, const models::Input& input, cv::Mat& blob) {
  blob.create(blob_shape(input), CV_32F);
  cv::Mat channel;
  for (int c = 0; c < picture.channels(); ++c) {
    cv::extractChannel(picture, channel, c);
    cv::Mat plane(picture.size(), CV_32F, blob.ptr<float>(0, c));
    const auto mean = input.mean[static_cast<std::size_t>(c)];
    channel.convertTo(plane, CV_32F, input.scale, -mean * input.scale);
  }
}

}  // namespace

std::vector<int> blob_shape(const models::Input& input) {
  if (input.layout == models::Layout::nchw) return {1, 3, input.height, input.width};
  return {1, input.height, input.width, 3};
}

cv::Mat make_blob(const cv::Mat& bgr, const models::Input& input, Placement* where) {
  cv::Mat blob;
  refill_blob(bgr, input, blob, where);
  return blob;
}

void refill_blob(const cv::Mat& bgr, const models::Input& input, cv::Mat& blob, Placement* where) {
  const cv::Size size(input.width, input.height);
  Placement placement;
  const auto picture = input.resize == models::Resize::letterbox ? letterboxed(bgr, size, placement) : bgr;
  if (where != nullptr) *where = placement;
  cv::Mat sized;
  cv::resize(picture, sized, size);
  if (input.swap_rb) cv::cvtColor(sized, sized, cv::COLOR_BGR2RGB);
  if (input.layout == models::Layout::nchw) {
    fill_planes(sized, input, blob);
  } else {
    cv::Mat values;
    sized.convertTo(values, CV_32F);
    cv::subtract(values, cv::Scalar(input.mean[0], input.mean[1], input.mean[2]), values);
    values *= input.scale;
    blob = values.reshape(1, blob_shape(input));
  }
}

}  // namespace visiond::engine
