#include "services/camera/camera.hpp"

#include <chrono>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;
using settings::UpdateKind;
using settings::Violation;

namespace {

bool has_source(const CameraSettings& settings, const SourceUri& uri) {
  return settings.enabled && uri.scheme != Scheme::none;
}

std::chrono::milliseconds time_out_of(const CameraSettings& settings) {
  return std::chrono::milliseconds(settings.frame_timeout_ms);
}

}  // namespace

// Staged camera. Without a switch-over its capture runs already; with one it takes the old one's place.
class Camera::PreparedCamera final : public transaction::Prepared {
 public:
  struct Staged {
    transaction::json::object section;
    std::shared_ptr<const CameraPart> part;
    std::shared_ptr<Capture> replaced;  // to be closed first; null where no switch-over is needed
  };
  PreparedCamera(Camera& owner, Staged staged) : owner_(owner), staged_(std::move(staged)) {}

  transaction::PartPtr part() const override { return staged_.part; }
  transaction::json::object effective() const override {
    auto section = staged_.section;
    const auto& capture = staged_.part->capture();
    const auto format = capture != nullptr ? capture->status()->format() : Format{};
    if (format.width == 0) return section;
    // 0 stays 0: the choice was the source's.
    if (section.at("width").as_int64() != 0) section["width"] = format.width, section["height"] = format.height;
    if (section.at("fps").to_number<double>() != 0) section["fps"] = format.fps;
    return section;
  }
  bool needs_switch() const override { return staged_.replaced != nullptr; }
  Result<void> switch_over(std::stop_token stop) override {
    staged_.replaced->stop();
    return staged_.part->capture()->start(time_out_of(staged_.part->settings()), std::move(stop));
  }
  Result<void> switch_back(std::stop_token stop) override {
    staged_.part->capture()->stop();
    staged_.replaced->stop();
    return staged_.replaced->start(time_out_of(staged_.part->settings()), std::move(stop));
  }
  void activate() noexcept override {
    const auto& settings = staged_.part->settings();
    const auto& capture = staged_.part->capture();
    owner_.put_in_force(capture != nullptr ? capture->status() : nullptr, settings.source);
    if (capture == nullptr) return;
    auto& tuning = capture->status()->tuning;
    tuning.frame_timeout_ms = settings.frame_timeout_ms;
    tuning.reconnect_initial_ms = settings.reconnect_initial_ms;
    tuning.reconnect_max_ms = settings.reconnect_max_ms;
  }

 private:
  Camera& owner_;
  Staged staged_;
};

Camera::Camera(const base::Clock& clock, pipeline::FrameSink& sink, CameraOptions options)
    : clock_(clock), sink_(sink), options_(options), epoch_(clock.steady_now()) {}

std::vector<Violation> Camera::check(const transaction::SectionChange& change, const transaction::json::object&) const {
  std::vector<Violation> violations;
  const auto wrong = [&](std::string path, std::string message) {
    violations.push_back({std::move(path), ErrorCode::invalid_setting, std::move(message)});
  };
  const auto values = camera_table().parse(change.after);
  const auto uri = parse_source(values.source);
  if (!uri) wrong(uri.error().path, uri.error().message);
  if (uri && uri->has_faults() && !options_.allow_fault_options)
    wrong("camera.source", "fault options are for tests; start visiond with --allow-fault-options to use them");
  if ((values.width == 0) != (values.height == 0)) {
    wrong(values.width == 0 ? "camera.width" : "camera.height",
          "width and height belong together; give both, or 0 for both to take the source's own");
  }
  if (values.reconnect_max_ms < values.reconnect_initial_ms)
    wrong("camera.reconnect_max_ms",
          "it is smaller than camera.reconnect_initial_ms; the longest pause is at least the first");
  return violations;
}

std::shared_ptr<Capture> Camera::make_capture(const CameraSettings& values, const SourceUri& uri,
                                              const Capture* running) {
  Capture::Wanted wanted;
  wanted.id = ++last_id_;
  wanted.uri = uri;
  wanted.format = {values.width, values.height, values.fps};
  if (uri.scheme == Scheme::synthetic) {
    wanted.timeline = Timeline{epoch_, 0, values.fps > 0 ? values.fps : 30};
  } else if (running != nullptr && running->wanted().uri.device() == uri.device()) {
    wanted.timeline = running->timeline();
  }
  return std::make_shared<Capture>(Capture::Given{clock_, sink_, devices_}, std::move(wanted));
}

Result<std::unique_ptr<transaction::Prepared>> Camera::prepare(transaction::PrepareInput input, std::stop_token stop) {
  if (input.change.changes.empty() && !input.start_up) return std::unique_ptr<transaction::Prepared>();
  auto values = camera_table().parse(input.change.after);
  const auto uri = parse_source(values.source);
  if (!uri) return uri.error();
  const auto* running_part = static_cast<const CameraPart*>(input.running.get());
  const auto running = running_part != nullptr ? running_part->capture() : nullptr;

  PreparedCamera::Staged staged;
  std::shared_ptr<Capture> capture;
  if (running_part != nullptr && input.change.kind <= UpdateKind::hot_reload) {
    capture = running;
  } else if (has_source(values, *uri)) {
    capture = make_capture(values, *uri, running.get());
    const bool same_device = running != nullptr && running->wanted().uri.device() == uri->device();
    if (same_device && (running->wanted().uri.exclusive || uri->exclusive)) {
      staged.replaced = running;
    } else if (input.start_up) {
      capture->start_behind();
    } else if (auto started = capture->start(time_out_of(values), std::move(stop)); !started) {
      return started.error();
    }
  }
  staged.section = std::move(input.change.after);
  staged.part = std::make_shared<const CameraPart>(std::move(values), std::move(capture));
  return std::unique_ptr<transaction::Prepared>(std::make_unique<PreparedCamera>(*this, std::move(staged)));
}

void Camera::put_in_force(std::shared_ptr<CaptureStatus> status, std::string source) {
  std::lock_guard lock(mutex_);
  in_force_ = std::move(status);
  source_ = std::move(source);
}

transaction::ServiceStatus Camera::status() const {
  std::lock_guard lock(mutex_);
  if (in_force_ == nullptr) {
    transaction::ServiceStatus none;
    none.state = transaction::ServiceState::disabled;
    none.message = "camera.enabled is false or camera.source is empty";
    return none;
  }
  auto status = in_force_->service_status();
  status.details["source"] = source_;
  return status;
}

}  // namespace visiond::camera
