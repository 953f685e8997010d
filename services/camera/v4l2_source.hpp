#pragma once
// A camera at a V4L2 device. Devices do not keep what they promise, so everything is read back. Used by one thread, but
// for interrupt().

#include "daemon/base/clock.hpp"
#include "services/camera/v4l2_device.hpp"
#include "services/camera/video_source.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace visiond::camera {

class V4l2Source final : public VideoSource {
 public:
  explicit V4l2Source(std::string path, V4l2DeviceFactory make_device = make_opencv_v4l2_device);
  // Gives the device its own controls back.
  ~V4l2Source() override;

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  bool live() const override { return true; }
  base::Result<cv::Mat> read(std::int64_t index) override;
  bool change_format(const Format& wanted) override;
  bool may_change_format() const override { return true; }
  bool has_controls() const override { return true; }
  base::Result<Controls> control(const Controls& wanted) override;
  void interrupt() override;

 private:
  base::Error failed(const std::string& doing, const std::string& why) const;
  int open_patiently();
  bool interrupted();
  void ask_for(const Format& wanted);
  Format read_back() const;
  bool is_old() const;

  std::string path_;
  V4l2DeviceFactory make_device_;
  base::SystemClock clock_;
  std::unique_ptr<V4l2Device> device_;
  Format format_;
  bool has_timestamps_ = true;  // that tell a frame's age
  Controls written_;            // 0 was never written, or taken back
  std::optional<double> original_gain_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool interrupted_ = false;
};

}  // namespace visiond::camera
