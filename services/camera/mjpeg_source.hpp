#pragma once
// Pictures that a server pushes over HTTP (multipart/x-mixed-replace of JPEG), as most network cameras do. libcurl
// speaks HTTP, TLS and the ways to log in. Used by one thread, but for interrupt().

#include "services/camera/multipart.hpp"
#include "services/camera/video_source.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace visiond::camera {

class MjpegSource final : public VideoSource {
 public:
  explicit MjpegSource(SourceSpec spec);
  ~MjpegSource() override;

  // Waits for the first picture, whose size is the source's own.
  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  bool live() const override { return true; }
  base::Result<cv::Mat> read(std::int64_t index) override;
  void interrupt() override;

 private:
  class Transfer;

  base::Error failed(const std::string& doing, const std::string& why) const;
  base::Result<std::string> next_part(const std::string& doing);
  std::string refusal() const;

  SourceSpec spec_;
  std::unique_ptr<Transfer> transfer_;
  Format format_;
  cv::Mat first_;  // read while it was opened
};

}  // namespace visiond::camera
