#include "services/camera/stream_source.hpp"

#include "daemon/base/credential.hpp"
#include "services/camera/rtsp_address.hpp"

#include <opencv2/imgproc.hpp>

#include <vector>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Streams without a rate tell their time base instead.
constexpr double highest_rate = 240;

}  // namespace

Error StreamSource::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + spec_.uri.device() + ": " + why};
}

Result<void> StreamSource::open(const Format& wanted) {
  auto opened = spec_.uri.scheme == Scheme::rtsp
                    ? open_rtsp()
                    : open_pipeline(spec_.uri.path,
                                    "GStreamer cannot run it; try it with gst-launch-1.0, with fakesink at its end");
  if (!opened) return opened;
  const double rate = capture_.get(cv::CAP_PROP_FPS);
  format_ = {wanted.width, wanted.height, rate > 0 && rate <= highest_rate ? rate : 0, PixelFormat::automatic};
  if (format_.width == 0) {
    format_.width = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_WIDTH));
    format_.height = static_cast<int>(capture_.get(cv::CAP_PROP_FRAME_HEIGHT));
  }
  if (format_.width <= 0 || format_.height <= 0) return failed("open", "it has no pictures");
  return {};
}

Result<void> StreamSource::open_rtsp() {
  std::string password;
  if (!spec_.access.password_ref.empty()) {
    auto found = base::resolve_credential(spec_.access.password_ref);
    if (!found) return Error{ErrorCode::rolled_back, "camera.password_ref", found.error().message};
    password = std::move(*found);
  }
  const std::string otherwise =
      "no server answers there, it refuses camera.username or its password, there is no such stream, or it is none "
      "that "
      "can be decoded";
  try {
    if (spec_.access.transport == Transport::udp)
      return open_pipeline(rtsp_pipeline(spec_, password),
                           otherwise + " (over UDP by GStreamer's rtspsrc and decodebin)");
    const std::vector<int> time_outs = {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, spec_.access.time_out_ms,
                                        cv::CAP_PROP_READ_TIMEOUT_MSEC, spec_.access.time_out_ms};
    if (capture_.open(rtsp_address(spec_, password), cv::CAP_FFMPEG, time_outs)) return {};
  } catch (const std::exception& exception) {
    return failed("open", base::redacted(base::redacted(exception.what(), percent_encoded(password)), password));
  }
  return failed("open", otherwise);
}

Result<void> StreamSource::open_pipeline(std::string pipeline, const std::string& otherwise) {
  // The newest frame is the one that counts.
  if (pipeline.find("appsink") == std::string::npos) pipeline += " ! videoconvert ! appsink max-buffers=2 drop=true";
  if (capture_.open(pipeline, cv::CAP_GSTREAMER)) return {};
  return failed("open", otherwise);
}

Result<cv::Mat> StreamSource::read(std::int64_t) {
  cv::Mat image;
  if (!capture_.read(image)) return failed("read", "the stream has ended, or no frame came in time");
  if (image.channels() == 1) cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
  if (image.empty() || (image.cols == format_.width && image.rows == format_.height)) return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace visiond::camera
