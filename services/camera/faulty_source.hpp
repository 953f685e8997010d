#pragma once
// Any source, with the faults that its address orders (SourceUri). Used by one thread, but for interrupt().

#include "services/camera/video_source.hpp"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace visiond::camera {

class FaultySource final : public VideoSource {
 public:
  // `reads` counts over all openings of a capture.
  FaultySource(std::unique_ptr<VideoSource> source, SourceUri uri, std::shared_ptr<std::int64_t> reads);

  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return source_->format(); }
  std::optional<std::int64_t> length() const override { return source_->length(); }
  bool live() const override { return source_->live(); }
  base::Result<cv::Mat> read(std::int64_t index) override;
  bool change_format(const Format& wanted) override { return source_->change_format(wanted); }
  bool may_change_format() const override { return source_->may_change_format(); }
  bool has_controls() const override { return source_->has_controls(); }
  base::Result<Controls> control(const Controls& wanted) override { return source_->control(wanted); }
  void interrupt() override;

 private:
  base::Error failure(const std::string& doing, const std::string& why) const;

  std::unique_ptr<VideoSource> source_;
  SourceUri uri_;
  std::shared_ptr<std::int64_t> reads_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool interrupted_ = false;
};

}  // namespace visiond::camera
