#include "services/camera/prepared_camera.hpp"

#include "daemon/base/failpoint.hpp"

#include <chrono>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

std::chrono::milliseconds time_out_of(const CameraPart& part) {
  return std::chrono::milliseconds(part.settings().frame_timeout_ms);
}

Result<void> close(Capture& capture, std::chrono::milliseconds limit) {
  if (capture.stop(limit)) return {};
  return Error{ErrorCode::rolled_back, "camera.source",
               "cannot close " + capture.wanted().uri.device() + " within " + std::to_string(limit.count()) + " ms"};
}

}  // namespace

transaction::json::object PreparedCamera::effective() const {
  auto effective = staged_.part->effective(staged_.section);
  // Not known before they are written.
  if (staged_.controls && !controls_written_) {
    for (const auto* name : {"exposure_us", "gain"}) effective[name] = staged_.section.at(name);
  }
  return effective;
}

// The device takes another size in place where it can, and is closed where it cannot.
Result<void> PreparedCamera::let_go(Capture& from, Capture& to, std::chrono::milliseconds limit) const {
  if (from.may_change_format() && from.wanted().uri == to.wanted().uri && from.hand_over_to(to, limit)) return {};
  return close(from, limit);
}

Result<void> PreparedCamera::write(const Controls& controls, std::stop_token stop) {
  const auto held = staged_.part->capture()->control(controls, time_out_of(*staged_.part), std::move(stop));
  if (!held) return held.error();
  return {};
}

Result<void> PreparedCamera::switch_over(std::stop_token stop) {
  if (auto fault = base::may_fail("camera.switch_over"); !fault) return fault.error();
  if (staged_.controls) {
    auto written = write(*staged_.controls, std::move(stop));
    controls_written_ = written.has_value();
    return written;
  }
  auto& old = *staged_.replaced->capture();
  auto& next = *staged_.part->capture();
  was_well_ = old.status()->service_status().state == transaction::ServiceState::ok;
  if (auto closed = let_go(old, next, time_out_of(*staged_.replaced)); !closed) return closed;
  if (auto fault = base::may_fail("camera.after_close"); !fault) return fault.error();
  next.go_on_from(old.progress());
  return next.start(time_out_of(*staged_.part), std::move(stop));
}

Result<void> PreparedCamera::switch_back(std::stop_token stop) {
  if (auto fault = base::may_fail("camera.switch_back"); !fault) return fault.error();
  if (staged_.controls) {
    // A device that is lost gets its old values when it is opened again.
    if (!staged_.part->capture()->status()->controllable()) return {};
    return write(staged_.controls_before, std::move(stop));
  }
  auto& old = *staged_.replaced->capture();
  auto& next = *staged_.part->capture();
  const auto limit = time_out_of(*staged_.replaced);
  if (auto closed = close(old, limit); !closed) return closed;
  if (auto closed = let_go(next, old, limit); !closed) return closed;
  if (was_well_) return old.start(limit, std::move(stop));
  // It was away before, and is looked for again as it was.
  old.start_behind();
  return {};
}

}  // namespace visiond::camera
