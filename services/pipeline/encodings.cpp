#include "services/pipeline/encodings.hpp"

#include "services/pipeline/draw_boxes.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

namespace visiond::pipeline {

base::Result<Picture> Encodings::picture(const PictureOptions& options) {
  const int width = options.max_width == 0 ? image_.cols : std::min(options.max_width, image_.cols);
  const Key key{options.quality, width, options.draw_boxes};
  if (const auto found = made_.find(key); found != made_.end()) return found->second;
  try {
    return made_.emplace(key, encode(options, width)).first->second;
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorCode::internal, "", std::string("the frame cannot be encoded: ") + exception.what()};
  }
}

Picture Encodings::encode(const PictureOptions& options, int width) const {
  cv::Mat image = image_;
  if (width < image_.cols) {
    const double scale = static_cast<double>(width) / image_.cols;
    const int height = std::max(1, static_cast<int>(std::lround(image_.rows * scale)));
    cv::resize(image_, image, {width, height}, 0, 0, cv::INTER_AREA);
  }
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
