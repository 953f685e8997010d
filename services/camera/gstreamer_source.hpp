#pragma once
// Any GStreamer pipeline, by OpenCV. GStreamer is started only when the first one is opened. Used by one thread.

#include "services/camera/video_source.hpp"

#include <opencv2/videoio.hpp>

#include <string>

namespace visiond::camera {

class GstreamerSource final : public VideoSource {
 public:
  explicit GstreamerSource(std::string pipeline) : pipeline_(std::move(pipeline)) {}

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  bool live() const override { return true; }
  base::Result<cv::Mat> read(std::int64_t index) override;

 private:
  base::Error failed(const std::string& doing, const std::string& why) const;

  std::string pipeline_;
  cv::VideoCapture capture_;
  Format format_;
};

}  // namespace visiond::camera
