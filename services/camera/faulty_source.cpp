#include "services/camera/faulty_source.hpp"

#include <chrono>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;

FaultySource::FaultySource(std::unique_ptr<VideoSource> source, SourceUri uri, std::shared_ptr<std::int64_t> reads)
    : source_(std::move(source)), uri_(std::move(uri)), reads_(std::move(reads)) {}

Error FaultySource::failure(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + uri_.device() + ": " + why};
}

base::Result<void> FaultySource::open(const Format& wanted) {
  if (uri_.slow_open_ms > 0) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(uri_.slow_open_ms), [this] { return interrupted_; });
    if (interrupted_) return failure("open", "it was given up");
  }
  if (uri_.fail_open) return failure("open", "it fails as #fail_open=1 says");
  return source_->open(wanted);
}

base::Result<cv::Mat> FaultySource::read(std::int64_t index) {
  const auto number = ++*reads_;
  if (number == uri_.disconnect_at) return failure("read", "it is gone as #disconnect_at says");
  if (number == uri_.stall_at) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return interrupted_; });
    return failure("read", "it stalled as #stall_at says");
  }
  auto image = source_->read(index);
  if (image && number == uri_.corrupt_at) return cv::Mat();
  return image;
}

void FaultySource::interrupt() {
  {
    std::lock_guard lock(mutex_);
    interrupted_ = true;
  }
  changed_.notify_all();
  source_->interrupt();
}

}  // namespace visiond::camera
