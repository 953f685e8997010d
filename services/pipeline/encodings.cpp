#include "services/pipeline/encodings.hpp"

#include "services/pipeline/draw_boxes.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

namespace visiond::pipeline {

namespace {

// `side` where the side that belongs to it becomes `to` instead of `from`.
int in_proportion(int side, int to, int from) {
  return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) * to / from)));
}

cv::Size scaled_down(cv::Size size, const PictureOptions& options) {
  if (options.max_width > 0 && size.width > options.max_width)
    size = {options.max_width, in_proportion(size.height, options.max_width, size.width)};
  if (options.max_height > 0 && size.height > options.max_height)
    size = {in_proportion(size.width, options.max_height, size.height), options.max_height};
  return size;
}

}  // namespace

base::Result<Picture> Encodings::picture(const PictureOptions& options) {
  const auto size = scaled_down(image_.size(), options);
  const Key key{options.quality, size.width, size.height, options.draw_boxes};
  if (const auto found = made_.find(key); found != made_.end()) return found->second;
  try {
    return made_.emplace(key, encode(options, size)).first->second;
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorCode::internal, "", std::string("the frame cannot be encoded: ") + exception.what()};
  }
}

Picture Encodings::encode(const PictureOptions& options, const cv::Size& size) const {
  cv::Mat image = image_;
  if (size != image_.size()) cv::resize(image_, image, size, 0, 0, cv::INTER_AREA);
  if (options.draw_boxes) {
    if (image.data == image_.data) image = image_.clone();
    draw_boxes(result_->detections, image);
  }
  std::vector<uchar> bytes;
  if (!cv::imencode(".jpg", image, bytes, {cv::IMWRITE_JPEG_QUALITY, options.quality}))
    CV_Error(cv::Error::StsError, "no JPEG came of it");
  return {std::make_shared<const std::string>(bytes.begin(), bytes.end()), image.cols, image.rows, result_};
}

}  // namespace visiond::pipeline
