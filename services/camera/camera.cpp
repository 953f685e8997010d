#include "services/camera/camera.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/camera/prepared_camera.hpp"

#include <chrono>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;
using settings::UpdateKind;
using settings::Violation;

namespace {

constexpr double synthetic_rate = 30;

bool has_source(const CameraSettings& settings, const SourceUri& uri) {
  return settings.enabled && uri.scheme != Scheme::none;
}

bool same_device(const Capture* running, const SourceUri& uri) {
  return running != nullptr && running->wanted().uri.device() == uri.device();
}

void tune(Tuning& tuning, const CameraSettings& settings) {
  tuning.frame_timeout_ms = settings.frame_timeout_ms;
  tuning.reconnect_initial_ms = settings.reconnect_initial_ms;
  tuning.reconnect_max_ms = settings.reconnect_max_ms;
  tuning.exposure_us = settings.exposure_us;
  tuning.gain = settings.gain;
}

}  // namespace

Camera::Camera(const base::Clock& clock, pipeline::FrameSink& sink, CameraOptions options)
    : clock_(clock),
      sink_(sink),
      options_(std::move(options)),
      epoch_(clock.steady_now()),
      losses_(options_.listener) {}

Result<SourceUri> Camera::allowed_source(const std::string& text) const {
  auto uri = parse_source(text);
  if (uri && uri->has_faults() && !options_.allow_fault_options) {
    return Error{ErrorCode::invalid_setting, "camera.source",
                 "fault options are for tests; start visiond with --allow-fault-options to use them"};
  }
  return uri;
}

std::vector<Violation> Camera::check(const transaction::SectionChange& change, const transaction::json::object&) const {
  std::vector<Violation> violations;
  const auto wrong = [&](std::string path, std::string message) {
    violations.push_back({std::move(path), ErrorCode::invalid_setting, std::move(message)});
  };
  const auto values = camera_table().parse(change.after);
  if (const auto uri = allowed_source(values.source); !uri) wrong(uri.error().path, uri.error().message);
  if ((values.width == 0) != (values.height == 0)) {
    wrong(values.width == 0 ? "camera.width" : "camera.height",
          "width and height belong together; give both, or 0 for both to take the source's own");
  }
  if (values.username.empty() != values.password_ref.empty()) {
    wrong(values.username.empty() ? "camera.username" : "camera.password_ref",
          "username and password_ref belong together; give both or neither");
  }
  if (values.username.find(':') != std::string::npos)
    wrong("camera.username", "it has a colon, which no user's name may have; the password goes into password_ref");
  if (values.reconnect_max_ms < values.reconnect_initial_ms)
    wrong("camera.reconnect_max_ms",
          "it is smaller than camera.reconnect_initial_ms; the longest pause is at least the first");
  return violations;
}

std::shared_ptr<Capture> Camera::make_capture(const CameraSettings& values, const SourceUri& uri,
                                              const Capture* running) {
  CaptureLoop::Wanted wanted;
  wanted.id = ++last_id_;
  wanted.first = wanted.id;
  wanted.uri = uri;
  wanted.access = {values.rtsp_transport, values.username, values.password_ref, values.frame_timeout_ms,
                   options_.allowed_paths};
  wanted.format = {values.width, values.height, values.fps, values.pixel_format};
  if (same_device(running, uri)) {
    wanted.first = running->wanted().first;
    wanted.from = running->progress();
  } else if (uri.scheme == Scheme::synthetic) {
    wanted.from.timeline = Timeline{epoch_, 0, values.fps > 0 ? values.fps : synthetic_rate};
  }
  auto capture = std::make_shared<Capture>(
      CaptureLoop::Given{clock_, sink_, devices_, stragglers_, losses_, options_.make_source}, std::move(wanted));
  tune(capture->status()->tuning, values);
  return capture;
}

Result<std::unique_ptr<transaction::Prepared>> Camera::prepare(transaction::PrepareInput input, std::stop_token stop) {
  if (auto fault = base::may_fail("camera.prepare"); !fault) return fault.error();
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto values = camera_table().parse(input.change.after);
  const auto uri = allowed_source(values.source);
  if (!uri) return uri.error();
  const auto running_part = std::static_pointer_cast<const CameraPart>(input.running);
  const auto running = running_part != nullptr ? running_part->capture() : nullptr;
  // These come on the strand, which nothing may hold up.
  const bool hot = input.change.kind <= UpdateKind::hot_reload;

  PreparedCamera::Staged staged;
  std::shared_ptr<Capture> capture;
  if (running_part != nullptr && hot) {
    capture = running;
    const auto controls_before = running != nullptr ? running->status()->tuning.controls() : Controls{};
    const Controls controls{values.exposure_us, values.gain};
    if (running != nullptr && running->status()->controllable() && controls != controls_before) {
      staged.controls = controls;
      staged.controls_before = controls_before;
    }
  } else if (has_source(values, *uri)) {
    capture = make_capture(values, *uri, running.get());
    if (same_device(running.get(), *uri) && (running->wanted().uri.exclusive || uri->exclusive)) {
      staged.replaced = running_part;
    } else if (input.occasion != transaction::Occasion::change || hot) {
      capture->start_behind();
    } else if (auto started = capture->start(std::chrono::milliseconds(values.frame_timeout_ms), std::move(stop));
               !started) {
      return started.error();
    }
  }
  staged.section = std::move(input.change.after);
  staged.part = std::make_shared<const CameraPart>(std::move(values), std::move(capture));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<PreparedCamera>(std::move(staged), [this](const CameraPart& part) { put_in_force(part); }));
}

void Camera::put_in_force(const CameraPart& part) noexcept {
  const auto& capture = part.capture();
  if (capture != nullptr) tune(capture->status()->tuning, part.settings());
  const auto status = capture != nullptr ? capture->status()->service_status() : transaction::ServiceStatus{};
  losses_.in_force(part.source(), status.state == transaction::ServiceState::ok,
                   status.state == transaction::ServiceState::away ? status.last_error : "");
  std::lock_guard lock(mutex_);
  in_force_ = capture != nullptr ? capture->status() : nullptr;
  source_ = part.settings().source;
}

transaction::ServiceStatus Camera::status() const {
  std::lock_guard lock(mutex_);
  if (in_force_ == nullptr) {
    transaction::ServiceStatus none;
    none.state = transaction::ServiceState::disabled;
    none.message = "camera.enabled is false or camera.source is empty";
    none.details["abandoned_threads"] = stragglers_.count();
    return none;
  }
  auto status = in_force_->service_status();
  status.details["source"] = source_;
  status.details["abandoned_threads"] = stragglers_.count();
  return status;
}

}  // namespace visiond::camera
