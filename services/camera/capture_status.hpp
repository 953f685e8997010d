#pragma once
// How one capture fares, as others see it. Thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/transaction/participant.hpp"
#include "services/camera/video_source.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

namespace visiond::camera {

// What may change while a capture runs.
struct Tuning {
  std::atomic<int> frame_timeout_ms = 5000;
  std::atomic<int> reconnect_initial_ms = 500;
  std::atomic<int> reconnect_max_ms = 30000;
  std::atomic<int> exposure_us = 0;
  std::atomic<int> gain = 0;

  Controls controls() const { return {exposure_us, gain}; }
};

class CaptureStatus {
 public:
  // Given: the clock, which outlives it.
  explicit CaptureStatus(const base::Clock& clock) : clock_(clock), since_(clock.wall_now()) {}

  Tuning tuning;

  // `changeable`: it can take another format while it is open.
  void opened(const Format& format, bool changeable = false);
  // What the device settled for; `controllable`: more can be asked of it while it is open.
  void controlled(const Controls& controls, bool controllable);
  // A good frame came. True where it was away before.
  bool frame();
  void ended();
  void away(const std::string& error, base::WallTime retry_at);

  // AWAY also where the newest frame is older than the time-out.
  transaction::ServiceStatus service_status() const;
  Format format() const;
  // Nothing while it is not known.
  std::optional<Controls> controls() const;
  bool controllable() const;
  bool changeable() const;

 private:
  void change(transaction::ServiceState state, std::string message);

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  transaction::ServiceState state_ = transaction::ServiceState::starting;
  std::string message_ = "opening";
  std::string last_error_;
  base::WallTime since_;
  std::optional<base::WallTime> retry_at_;
  std::optional<base::SteadyTime> last_frame_;
  Format format_;
  std::optional<Controls> controls_;
  bool controllable_ = false;
  bool changeable_ = false;
};

}  // namespace visiond::camera
