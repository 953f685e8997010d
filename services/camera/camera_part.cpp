#include "services/camera/camera_part.hpp"

#include <opencv2/core.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace visiond::camera {
namespace {

cv::Mat turned(const cv::Mat& image, int degrees) {
  cv::Mat result;
  if (degrees == 90) cv::rotate(image, result, cv::ROTATE_90_CLOCKWISE);
  if (degrees == 180) cv::rotate(image, result, cv::ROTATE_180);
  if (degrees == 270) cv::rotate(image, result, cv::ROTATE_90_COUNTERCLOCKWISE);
  return degrees == 0 ? image : result;
}

cv::Mat mirrored(const cv::Mat& image, Flip flip) {
  cv::Mat result;
  switch (flip) {
    case Flip::none:
      return image;
    case Flip::horizontal:
      cv::flip(image, result, 1);
      break;
    case Flip::vertical:
      cv::flip(image, result, 0);
      break;
    case Flip::both:
      cv::flip(image, result, -1);
      break;
  }
  return result;
}

const char* name_of(PixelFormat format) {
  switch (format) {
    case PixelFormat::automatic:
      return "auto";
    case PixelFormat::mjpg:
      return "mjpg";
    case PixelFormat::yuyv:
      return "yuyv";
    case PixelFormat::nv12:
      return "nv12";
  }
  return "auto";
}

}  // namespace

CameraPart::CameraPart(CameraSettings settings, std::shared_ptr<Capture> capture)
    : settings_(std::move(settings)), capture_(std::move(capture)) {}

transaction::json::object CameraPart::effective(transaction::json::object asked) const {
  const auto format = capture_ != nullptr ? capture_->status()->format() : Format{};
  if (format.width == 0) return asked;
  const auto is_asked = [&](const char* name) { return asked.at(name).to_number<double>() != 0; };
  // 0 stays 0: the choice was the source's.
  if (is_asked("width")) asked["width"] = format.width, asked["height"] = format.height;
  if (is_asked("fps") && format.fps > 0) asked["fps"] = format.fps;
  if (asked.at("pixel_format") != "auto") asked["pixel_format"] = name_of(format.pixel_format);
  if (const auto controls = capture_->status()->controls()) {
    if (is_asked("exposure_us")) asked["exposure_us"] = controls->exposure_us;
    if (is_asked("gain")) asked["gain"] = controls->gain;
  }
  return asked;
}

pipeline::SourceId CameraPart::source() const { return capture_ != nullptr ? capture_->wanted().id : 0; }

std::optional<base::Duration> CameraPart::frame_time() const {
  if (capture_ == nullptr || !capture_->wanted().uri.pace) return std::nullopt;
  const double fps = capture_->status()->format().fps;
  if (fps <= 0) return std::nullopt;
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(1 / fps));
}

bool CameraPart::away() const {
  return capture_ != nullptr && capture_->status()->service_status().state != transaction::ServiceState::ok;
}

std::string CameraPart::appearance() const {
  const auto number = [](double value) { return std::to_string(value); };
  return std::to_string(settings_.rotate) + "/" + std::to_string(static_cast<int>(settings_.flip)) + "/" +
         number(settings_.brightness) + "/" + number(settings_.contrast);
}

cv::Mat CameraPart::orient(const cv::Mat& image) const {
  auto result = mirrored(turned(image, settings_.rotate), settings_.flip);
  if (settings_.contrast == 1 && settings_.brightness == 0) return result;
  constexpr double grey = 127.5, white = 255;
  cv::Mat adjusted;
  result.convertTo(adjusted, -1, settings_.contrast, grey - grey * settings_.contrast + white * settings_.brightness);
  return adjusted;
}

}  // namespace visiond::camera
