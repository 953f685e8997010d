#pragma once
// A network camera that speaks RTSP, by FFmpeg itself: OpenCV has no way to say which transport, nor to give up. Used
// by one thread, but for interrupt().

#include "services/camera/video_source.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

struct AVCodecContext;
struct AVFormatContext;
struct AVFrame;
struct AVPacket;
struct SwsContext;

namespace visiond::camera {

class RtspSource final : public VideoSource {
 public:
  explicit RtspSource(SourceSpec spec);
  ~RtspSource() override;

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  bool live() const override { return true; }
  base::Result<cv::Mat> read(std::int64_t index) override;
  void interrupt() override { interrupted_ = true; }

 private:
  struct Free {
    void operator()(AVFormatContext* context) const;
    void operator()(AVCodecContext* context) const;
    void operator()(AVFrame* frame) const;
    void operator()(AVPacket* packet) const;
    void operator()(SwsContext* context) const;
  };

  // FFmpeg asks this while it waits.
  static int is_over(void* self);
  bool is_over() const;
  void start_time();
  base::Error failed(const std::string& doing, const std::string& why) const;
  std::string reason(int error) const;
  base::Result<void> connect(const std::string& password);
  base::Result<void> find_pictures();
  base::Result<void> next_packet();
  cv::Mat picture();

  SourceSpec spec_;
  std::atomic<bool> interrupted_ = false;
  std::chrono::steady_clock::time_point deadline_;  // of the call under way
  std::unique_ptr<AVFormatContext, Free> input_;
  std::unique_ptr<AVCodecContext, Free> decoder_;
  std::unique_ptr<AVFrame, Free> frame_;
  std::unique_ptr<AVPacket, Free> packet_;
  std::unique_ptr<SwsContext, Free> scaler_;
  int stream_ = -1;
  Format format_;
};

}  // namespace visiond::camera
