#include "services/camera/file_source.hpp"

#include <opencv2/imgproc.hpp>

#include <cerrno>
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
// Of a file that names none, 1/s.
constexpr double default_rate = 25;

}  // namespace

Error FileSource::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + path_ + ": " + why};
}

base::Result<void> FileSource::open(const Format& wanted) {
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (status.type() == std::filesystem::file_type::not_found) return failed("open", "no such file");
  if (error) return failed("open", error.message());
  if (std::filesystem::is_directory(status)) return failed("open", "it is a folder, not a video file");
  // A pipe, say, would block until somebody writes to it.
  if (!std::filesystem::is_regular_file(status)) return failed("open", "it is not a regular file");
  errno = 0;
  if (!std::ifstream(path_, std::ios::binary)) return failed("open", std::strerror(errno));
  if (std::filesystem::file_size(path_, error) == 0 && !error) return failed("open", "the file is empty");
  if (!capture_.open(path_, cv::CAP_FFMPEG)) return failed("open", "it is not a video that can be decoded");
  const auto count = static_cast<std::int64_t>(capture_.get(cv::CAP_PROP_FRAME_COUNT));
  frames_.reset();
  if (count > 0) frames_ = count;
  const double rate = capture_.get(cv::CAP_PROP_FPS);
  format_ = wanted;
  if (format_.width == 0) {
    format_.width = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH));
    format_.height = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT));
  }
  if (format_.width <= 0 || format_.height <= 0) return failed("open", "it has no pictures");
  if (format_.fps == 0) format_.fps = std::isfinite(rate) && rate > 0 ? rate : default_rate;
  next_ = 0;
  return {};
}

bool FileSource::go_to(std::int64_t index) {
  if (index == next_) return true;
  if (index < next_ || index > next_ + grab_limit) {
    // Formats that cannot seek can still start again.
    if (!capture_.set(cv::CAP_PROP_POS_FRAMES, static_cast<double>(index)) &&
        (index > 0 || !capture_.open(path_, cv::CAP_FFMPEG)))
      return false;
    next_ = index;
  }
  for (; next_ < index; ++next_) {
    if (!capture_.grab()) return false;
  }
  return true;
}

base::Result<cv::Mat> FileSource::read(std::int64_t index) {
  cv::Mat image;
  if (!go_to(index) || !capture_.read(image) || image.empty()) {
    if (index == 0) return failed("read", "its first frame does not decode");
    // What the container said was wrong: it ends here at the latest.
    frames_ = index;
    return failed("read", "frame " + std::to_string(index) + " does not decode");
  }
  ++next_;
  if (image.cols == format_.width && image.rows == format_.height) return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace visiond::camera
