#pragma once
// A live stream that OpenCV decodes: RTSP over TCP by FFmpeg, over UDP and any other pipeline by GStreamer, which is
// started only then. Used by one thread.

#include "services/camera/video_source.hpp"

#include <opencv2/videoio.hpp>

#include <string>

namespace visiond::camera {

class StreamSource final : public VideoSource {
 public:
  explicit StreamSource(SourceSpec spec) : spec_(std::move(spec)) {}

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  bool live() const override { return true; }
  base::Result<cv::Mat> read(std::int64_t index) override;

 private:
  base::Error failed(const std::string& doing, const std::string& why) const;
  base::Result<void> open_rtsp();
  base::Result<void> open_pipeline(std::string pipeline, const std::string& otherwise);

  SourceSpec spec_;
  cv::VideoCapture capture_;
  Format format_;
};

}  // namespace visiond::camera
