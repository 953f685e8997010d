#include "services/camera/gstreamer_source.hpp"

#include <opencv2/imgproc.hpp>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Pipelines without a rate tell their time base instead.
constexpr double highest_rate = 240;
// The newest frame is the one that counts.
constexpr const char* sink = " ! videoconvert ! appsink max-buffers=2 drop=true";

}  // namespace

Error GstreamerSource::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " gstreamer:" + pipeline_ + ": " + why};
}

Result<void> GstreamerSource::open(const Format& wanted) {
  const bool has_sink = pipeline_.find("appsink") != std::string::npos;
  if (!capture_.open(has_sink ? pipeline_ : pipeline_ + sink, cv::CAP_GSTREAMER))
    return failed("open", "GStreamer cannot run it; try it with gst-launch-1.0, with fakesink at its end");
  const double rate = capture_.get(cv::CAP_PROP_FPS);
  format_ = {wanted.width, wanted.height, rate > 0 && rate <= highest_rate ? rate : 0, PixelFormat::automatic};
  if (format_.width == 0) {
    format_.width = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH));
    format_.height = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT));
  }
  if (format_.width <= 0 || format_.height <= 0) return failed("open", "it has no pictures");
  return {};
}

Result<cv::Mat> GstreamerSource::read(std::int64_t) {
  cv::Mat image;
  if (!capture_.read(image)) return failed("read", "it has ended, or no frame came in time");
  if (image.channels() == 1) cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
  if (image.empty() || (image.cols == format_.width && image.rows == format_.height)) return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace visiond::camera
