#pragma once
// A video file, decoded by OpenCV's FFmpeg backend and scaled where another size is asked for. Used by one thread.

#include "services/camera/video_source.hpp"

#include <opencv2/videoio.hpp>

#include <string>

namespace visiond::camera {

class FileSource final : public VideoSource {
 public:
  explicit FileSource(std::string path) : path_(std::move(path)) {}

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  std::optional<std::int64_t> length() const override { return frames_; }
  base::Result<cv::Mat> read(std::int64_t index) override;

 private:
  base::Error failed(const std::string& doing, const std::string& why) const;
  bool go_to(std::int64_t index);

  std::string path_;
  cv::VideoCapture capture_;
  Format format_;
  std::optional<std::int64_t> frames_;
  std::int64_t next_ = 0;  // the frame the decoder stands at
};

}  // namespace visiond::camera
