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
  auto section = staged_.section;
  const auto& capture = staged_.part->capture();
  const auto format = capture != nullptr ? capture->status()->format() : Format{};
  if (format.width == 0) return section;
  // 0 stays 0: the choice was the source's.
  if (section.at("width").as_int64() != 0) section["width"] = format.width, section["height"] = format.height;
  if (section.at("fps").to_number<double>() != 0) section["fps"] = format.fps;
  return section;
}

Result<void> PreparedCamera::switch_over(std::stop_token stop) {
  auto& old = *staged_.replaced->capture();
  auto& next = *staged_.part->capture();
  if (auto fault = base::may_fail("camera.switch_over"); !fault) return fault.error();
  was_well_ = old.status()->service_status().state == transaction::ServiceState::ok;
  if (auto closed = close(old, time_out_of(*staged_.replaced)); !closed) return closed;
  if (auto fault = base::may_fail("camera.after_close"); !fault) return fault.error();
  next.go_on_from(old.progress());
  return next.start(time_out_of(*staged_.part), std::move(stop));
}

Result<void> PreparedCamera::switch_back(std::stop_token stop) {
  auto& old = *staged_.replaced->capture();
  auto& next = *staged_.part->capture();
  if (auto fault = base::may_fail("camera.switch_back"); !fault) return fault.error();
  const auto limit = time_out_of(*staged_.replaced);
  if (auto closed = close(next, limit); !closed) return closed;
  if (auto closed = close(old, limit); !closed) return closed;
  if (was_well_) return old.start(limit, std::move(stop));
  // It was away before, and is looked for again as it was.
  old.start_behind();
  return {};
}

}  // namespace visiond::camera
