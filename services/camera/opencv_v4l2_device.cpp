#include "services/camera/v4l2_device.hpp"

#include <opencv2/videoio.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace visiond::camera {
namespace {

int property_of(V4l2Property property) {
  switch (property) {
    case V4l2Property::fourcc:
      return cv::CAP_PROP_FOURCC;
    case V4l2Property::width:
      return cv::CAP_PROP_FRAME_WIDTH;
    case V4l2Property::height:
      return cv::CAP_PROP_FRAME_HEIGHT;
    case V4l2Property::fps:
      return cv::CAP_PROP_FPS;
    case V4l2Property::auto_exposure:
      return cv::CAP_PROP_AUTO_EXPOSURE;
    case V4l2Property::exposure:
      return cv::CAP_PROP_EXPOSURE;
    case V4l2Property::gain:
      return cv::CAP_PROP_GAIN;
    case V4l2Property::position_ms:
      return cv::CAP_PROP_POS_MSEC;
  }
  return -1;
}

class OpenCvV4l2Device final : public V4l2Device {
 public:
  int open(const std::string& path) override {
    // OpenCV does not say why it cannot open a device.
    const int file = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return errno;
    ::close(file);
    return capture_.open(path, cv::CAP_V4L2) ? 0 : EBUSY;
  }
  bool set(V4l2Property property, double value) override { return capture_.set(property_of(property), value); }
  double get(V4l2Property property) const override { return capture_.get(property_of(property)); }
  bool read(cv::Mat& image) override { return capture_.read(image); }

 private:
  cv::VideoCapture capture_;
};

}  // namespace

std::unique_ptr<V4l2Device> make_opencv_v4l2_device() { return std::make_unique<OpenCvV4l2Device>(); }

}  // namespace visiond::camera
