#include "services/camera/capture_status.hpp"

#include "daemon/base/wall_time.hpp"

#include <chrono>
#include <utility>

namespace visiond::camera {

using transaction::ServiceState;

void CaptureStatus::change(ServiceState state, std::string message) {
  if (state != state_) since_ = clock_.wall_now();
  state_ = state;
  message_ = std::move(message);
}

void CaptureStatus::opened(const Format& format, bool changeable) {
  std::lock_guard lock(mutex_);
  format_ = format;
  changeable_ = changeable;
}

void CaptureStatus::controlled(const Controls& controls, bool controllable) {
  std::lock_guard lock(mutex_);
  controls_ = controls;
  controllable_ = controllable;
}

bool CaptureStatus::frame() {
  std::lock_guard lock(mutex_);
  const bool was_away = state_ == ServiceState::away;
  change(ServiceState::ok, "");
  retry_at_.reset();
  last_frame_ = clock_.steady_now();
  return was_away;
}

void CaptureStatus::ended() {
  std::lock_guard lock(mutex_);
  change(ServiceState::ok, "end of the file");
  retry_at_.reset();
  last_frame_.reset();
}

void CaptureStatus::away(const std::string& error, base::WallTime retry_at) {
  std::lock_guard lock(mutex_);
  change(ServiceState::away, "trying to open it again");
  last_error_ = error;
  retry_at_ = retry_at;
  last_frame_.reset();
  if (std::exchange(controllable_, false)) controls_.reset();
}

transaction::ServiceStatus CaptureStatus::service_status() const {
  std::lock_guard lock(mutex_);
  transaction::ServiceStatus status;
  status.state = state_;
  status.message = message_;
  status.since = since_;
  status.retry_at = retry_at_;
  status.last_error = last_error_;
  base::Duration time_out = std::chrono::milliseconds(tuning.frame_timeout_ms);
  // The next frame of a slow source is not due yet.
  if (format_.fps > 0)
    time_out += std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(1 / format_.fps));
  const auto silent = last_frame_ ? clock_.steady_now() - *last_frame_ : base::SteadyTime::duration{};
  if (silent > time_out) {
    status.state = ServiceState::away;
    status.since = base::wall_time_of(clock_, *last_frame_ + time_out);
    status.message = "no frame for longer than frame_timeout_ms";
  }
  if (format_.width > 0) {
    status.details["width"] = format_.width;
    status.details["height"] = format_.height;
    status.details["fps"] = format_.fps;
  }
  return status;
}

Format CaptureStatus::format() const {
  std::lock_guard lock(mutex_);
  return format_;
}

std::optional<Controls> CaptureStatus::controls() const {
  std::lock_guard lock(mutex_);
  return controls_;
}

bool CaptureStatus::changeable() const {
  std::lock_guard lock(mutex_);
  return changeable_ && state_ == ServiceState::ok;
}

bool CaptureStatus::controllable() const {
  std::lock_guard lock(mutex_);
  return controllable_;
}

}  // namespace visiond::camera
