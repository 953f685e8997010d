#pragma once
// The seam to a V4L2 device: the calls as OpenCV has them, which promise little. Used by one thread.

#include <opencv2/core/mat.hpp>

#include <functional>
#include <memory>
#include <string>

namespace visiond::camera {

enum class V4l2Property {
  fourcc,
  width,
  height,
  fps,            // 1/s
  auto_exposure,  // a value of v4l2_exposure_auto_type
  exposure,       // 100 µs
  gain,
  position_ms,  // of the newest frame, on the steady clock; 0: not known
};

class V4l2Device {
 public:
  // Closes it.
  virtual ~V4l2Device() = default;
  // 0, or the errno.
  virtual int open(const std::string& path) = 0;
  // True says nothing: the value is to be read back.
  virtual bool set(V4l2Property property, double value) = 0;
  // Not above 0 where the device does not have it.
  virtual double get(V4l2Property property) const = 0;
  // Waits for the next frame. False: none came, because the device is lost or stalls.
  virtual bool read(cv::Mat& image) = 0;
};

using V4l2DeviceFactory = std::function<std::unique_ptr<V4l2Device>()>;

std::unique_ptr<V4l2Device> make_opencv_v4l2_device();

}  // namespace visiond::camera
