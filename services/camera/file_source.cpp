#include "services/camera/file_source.hpp"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;

namespace {

// Leaving out more frames than this is quicker by a seek.
constexpr std::int64_t grab_limit = 32;

}  // namespace

Error FileSource::failed(const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot open " + path_ + ": " + why};
}

base::Result<void> FileSource::open(const Format& wanted) {
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (!std::filesystem::exists(status)) return failed("no such file");
  if (!std::filesystem::is_regular_file(status)) return failed("it is not a file");
  errno = 0;
  if (!std::ifstream(path_, std::ios::binary)) return failed(std::strerror(errno));
  if (!capture_.open(path_, cv::CAP_FFMPEG)) return failed("it is not a video that can be decoded");
  const auto count = static_cast<std::int64_t>(capture_.get(cv::CAP_PROP_FRAME_COUNT));
  if (count > 0) frames_ = count;
  const double rate = capture_.get(cv::CAP_PROP_FPS);
  format_ = wanted;
  if (format_.width == 0) {
    format_.width = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH));
    format_.height = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT));
  }
  if (format_.fps == 0) format_.fps = std::isfinite(rate) && rate > 0 ? rate : 25;
  next_ = 0;
  return {};
}

base::Result<cv::Mat> FileSource::read(std::int64_t index) {
  if (index < next_ || index > next_ + grab_limit) {
    capture_.set(cv::CAP_PROP_POS_FRAMES, static_cast<double>(index));
    next_ = index;
  }
  for (; next_ < index; ++next_) capture_.grab();
  cv::Mat image;
  if (!capture_.read(image) || image.empty()) return failed("frame " + std::to_string(index) + " does not decode");
  ++next_;
  if (image.cols == format_.width && image.rows == format_.height) return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace visiond::camera
