#include "services/camera/v4l2_source.hpp"

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;
using std::chrono::milliseconds;

namespace {

// A device that was plugged in needs a moment until it has its number, and another one until its group may use it.
constexpr int open_tries = 20;
constexpr milliseconds open_pause{50};
// Frames that wait in the driver.
constexpr int driver_queue = 4;
// Older frames than this, beyond two frame times, have waited while nobody read.
constexpr milliseconds fresh{100};
// v4l2_exposure_auto_type
constexpr double manual_exposure = 1, aperture_priority = 3, auto_exposure = 0;
constexpr double exposure_unit_us = 100;

int fourcc_of(PixelFormat format) {
  switch (format) {
    case PixelFormat::mjpg:
      return cv::VideoWriter::fourcc('M', 'J', 'P', 'G');
    case PixelFormat::yuyv:
      return cv::VideoWriter::fourcc('Y', 'U', 'Y', 'V');
    case PixelFormat::nv12:
      return cv::VideoWriter::fourcc('N', 'V', '1', '2');
    case PixelFormat::automatic:
      break;
  }
  return 0;
}

PixelFormat format_of(int fourcc) {
  for (const auto each : {PixelFormat::mjpg, PixelFormat::yuyv, PixelFormat::nv12})
    if (fourcc_of(each) == fourcc) return each;
  return PixelFormat::automatic;
}

std::string reason(int error) {
  switch (error) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
      return "no such device";
    case EACCES:
    case EPERM:
      return "permission denied; visiond's user must be in the group video";
    case EBUSY:
      return "another program uses it, or it is no camera";
    default:
      return std::strerror(error);
  }
}

}  // namespace

V4l2Source::V4l2Source(std::string path, V4l2DeviceFactory make_device)
    : path_(std::move(path)), make_device_(std::move(make_device)) {}

V4l2Source::~V4l2Source() {
  if (device_) control({});
}

Error V4l2Source::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " v4l2:" + path_ + ": " + why};
}

void V4l2Source::interrupt() {
  std::lock_guard lock(mutex_);
  interrupted_ = true;
  changed_.notify_all();
}

bool V4l2Source::interrupted() {
  std::lock_guard lock(mutex_);
  return interrupted_;
}

int V4l2Source::open_patiently() {
  for (int tries = 1;; ++tries) {
    device_ = make_device_();
    const int error = device_->open(path_);
    if (error == 0) return 0;
    device_.reset();
    if ((error != EACCES && error != ENOENT) || tries == open_tries) return error;
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, open_pause, [this] { return interrupted_; })) return error;
  }
}

Result<void> V4l2Source::open(const Format& wanted) {
  if (const int error = open_patiently(); error != 0) return failed("open", reason(error));
  ask_for(wanted);
  format_ = read_back();
  if (format_.width <= 0 || format_.height <= 0) return failed("open", "it gives no pictures");
  has_timestamps_ = true;
  written_ = {};
  original_gain_.reset();
  return {};
}

// Many drivers can; one that settles for something else may yet give it when it is opened anew.
bool V4l2Source::change_format(const Format& wanted) {
  ask_for(wanted);
  format_ = read_back();
  has_timestamps_ = true;
  const auto fits = [](auto asked, auto given) { return asked == decltype(asked){} || asked == given; };
  return format_.width > 0 && fits(wanted.width, format_.width) && fits(wanted.height, format_.height) &&
         fits(wanted.pixel_format, format_.pixel_format);
}

// Each may change what was set before: the pixel format the sizes there are, the size the rate.
void V4l2Source::ask_for(const Format& wanted) {
  if (wanted.pixel_format != PixelFormat::automatic) device_->set(V4l2Property::fourcc, fourcc_of(wanted.pixel_format));
  if (wanted.width > 0) {
    device_->set(V4l2Property::width, wanted.width);
    device_->set(V4l2Property::height, wanted.height);
  }
  if (wanted.fps > 0) device_->set(V4l2Property::fps, wanted.fps);
}

Format V4l2Source::read_back() const {
  const auto whole = [&](V4l2Property property) { return static_cast<int>(device_->get(property)); };
  return {whole(V4l2Property::width), whole(V4l2Property::height), std::max(0.0, device_->get(V4l2Property::fps)),
          format_of(whole(V4l2Property::fourcc))};
}

bool V4l2Source::is_old() const {
  const double position = device_->get(V4l2Property::position_ms);
  if (!(position > 0)) return false;
  const double now = std::chrono::duration<double, std::milli>(clock_.steady_now().time_since_epoch()).count();
  const double frame_time = format_.fps > 0 ? 1000 / format_.fps : 0;
  // Some timestamps run ahead.
  return now - position > 2 * frame_time + static_cast<double>(fresh.count());
}

Result<cv::Mat> V4l2Source::read(std::int64_t) {
  cv::Mat image;
  for (int drained = 0;; ++drained) {
    if (interrupted()) return failed("read", "it was given up");
    // A lost device fails at once, over and over, while it still says that it is open.
    if (!device_->read(image)) return failed("read", "no frame came; it was unplugged or stalls");
    if (!has_timestamps_ || !is_old()) break;
    // Still old after all that could have waited: they count from elsewhere.
    if (drained == driver_queue) has_timestamps_ = false;
  }
  if (image.empty() || (image.cols == format_.width && image.rows == format_.height)) return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

// What is 0 and always was is left alone: many devices do not have it.
Result<Controls> V4l2Source::control(const Controls& wanted) {
  Controls held;
  if (wanted.exposure_us > 0) {
    device_->set(V4l2Property::auto_exposure, manual_exposure);
    device_->set(V4l2Property::exposure, std::max(1.0, std::round(wanted.exposure_us / exposure_unit_us)));
    held.exposure_us = static_cast<int>(std::max(0.0, device_->get(V4l2Property::exposure)) * exposure_unit_us);
  } else if (written_.exposure_us > 0) {
    // Most know the one, some only the other.
    device_->set(V4l2Property::auto_exposure, aperture_priority);
    if (device_->get(V4l2Property::auto_exposure) != aperture_priority)
      device_->set(V4l2Property::auto_exposure, auto_exposure);
  }
  if (wanted.gain > 0) {
    if (!original_gain_) original_gain_ = device_->get(V4l2Property::gain);
    device_->set(V4l2Property::gain, wanted.gain);
    held.gain = static_cast<int>(std::max(0.0, device_->get(V4l2Property::gain)));
  } else if (written_.gain > 0) {
    device_->set(V4l2Property::gain, original_gain_.value_or(0));
  }
  written_ = wanted;
  return held;
}

}  // namespace visiond::camera
