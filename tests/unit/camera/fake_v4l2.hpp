#pragma once
// A V4L2 device that behaves as real ones were seen to: it takes anything and does something else, is opened by one at
// a time, and fails at once when it is gone.

#include "daemon/base/clock.hpp"
#include "services/camera/v4l2_device.hpp"

#include <opencv2/core.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace visiond::camera {

// A device, as often as it is opened.
struct FakeV4l2 {
  std::mutex mutex;
  std::vector<int> open_errors;  // of the next openings
  bool there = true;
  bool opened = false;  // by somebody: a second opener gets EBUSY
  int openings = 0;
  std::map<V4l2Property, double> values{{V4l2Property::width, 640},    {V4l2Property::height, 480},
                                        {V4l2Property::fps, 30},       {V4l2Property::fourcc, fourcc("YUYV")},
                                        {V4l2Property::exposure, 157}, {V4l2Property::auto_exposure, 3},
                                        {V4l2Property::gain, 5}};
  std::vector<V4l2Property> writes;
  double max_width = 1280, max_height = 720, min_fps = 1, max_fps = 30;
  double clock_offset_ms = 0;  // of the timestamps
  int queued = 0;              // old frames that wait
  int reads = 0;
  int lost_reads = 0;
  bool changes_in_place = true;
  std::function<void()> on_width;  // when another one is asked for

  static double fourcc(const char* code) { return cv::VideoWriter::fourcc(code[0], code[1], code[2], code[3]); }
};

class FakeV4l2Device final : public V4l2Device {
 public:
  explicit FakeV4l2Device(std::shared_ptr<FakeV4l2> fake) : fake_(std::move(fake)) {}
  ~FakeV4l2Device() override {
    std::lock_guard lock(fake_->mutex);
    if (mine_) fake_->opened = false;
  }
  int open(const std::string&) override {
    std::lock_guard lock(fake_->mutex);
    ++fake_->openings;
    if (!fake_->open_errors.empty()) {
      const int error = fake_->open_errors.front();
      fake_->open_errors.erase(fake_->open_errors.begin());
      return error;
    }
    if (!fake_->there) return ENOENT;
    if (fake_->opened) return EBUSY;
    return fake_->opened = mine_ = true, 0;
  }
  // True for anything.
  bool set(V4l2Property property, double value) override {
    std::lock_guard lock(fake_->mutex);
    fake_->writes.push_back(property);
    const bool of_format = property == V4l2Property::width || property == V4l2Property::height;
    if (of_format && !fake_->changes_in_place && streaming_) return true;
    auto& values = fake_->values;
    switch (property) {
      case V4l2Property::width:
        if (fake_->on_width) fake_->on_width();
        values[property] = std::min(value, fake_->max_width);
        values[V4l2Property::fps] = 25;
        break;
      case V4l2Property::height:
        values[property] = std::min(value, fake_->max_height);
        values[V4l2Property::fps] = 25;
        break;
      case V4l2Property::fps:
        values[property] = std::floor(std::clamp(value, fake_->min_fps, fake_->max_fps));
        break;
      case V4l2Property::fourcc:
        if (value != FakeV4l2::fourcc("NV12")) values[property] = value;
        break;
      case V4l2Property::gain:
        values[property] = std::min(value, 20.0);
        break;
      case V4l2Property::auto_exposure:
        if (value != 0) values[property] = value;
        break;
      default:
        values[property] = value;
    }
    return true;
  }
  double get(V4l2Property property) const override {
    std::lock_guard lock(fake_->mutex);
    if (property == V4l2Property::position_ms) return position_;
    const auto found = fake_->values.find(property);
    return found == fake_->values.end() ? -1 : found->second;
  }
  bool read(cv::Mat& image) override {
    std::lock_guard lock(fake_->mutex);
    ++fake_->reads;
    streaming_ = true;
    if (!fake_->there) return ++fake_->lost_reads, false;
    const auto now = base::SystemClock().steady_now().time_since_epoch();
    position_ = std::chrono::duration<double, std::milli>(now).count() + fake_->clock_offset_ms;
    if (fake_->queued > 0) --fake_->queued, position_ -= 5000;
    const auto size = [&](V4l2Property property) { return static_cast<int>(fake_->values.at(property)); };
    image = cv::Mat(size(V4l2Property::height), size(V4l2Property::width), CV_8UC3, cv::Scalar::all(fake_->queued));
    return true;
  }

 private:
  std::shared_ptr<FakeV4l2> fake_;
  bool mine_ = false;
  bool streaming_ = false;
  double position_ = 0;
};

}  // namespace visiond::camera
