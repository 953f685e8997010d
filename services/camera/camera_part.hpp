#pragma once
// What the camera section contributes to a generation: its parameters and the capture. Immutable, but for the capture
// that runs in it.

#include "services/camera/capture.hpp"
#include "services/camera/settings.hpp"
#include "services/pipeline/source_tap.hpp"

#include <memory>
#include <optional>

namespace visiond::camera {

class CameraPart final : public pipeline::SourcePart {
 public:
  // `capture`: null while there is no camera.
  CameraPart(CameraSettings settings, std::shared_ptr<Capture> capture);

  const CameraSettings& settings() const { return settings_; }
  const std::shared_ptr<Capture>& capture() const { return capture_; }

  // Where the source gives something else than what was asked for, that.
  transaction::json::object effective(transaction::json::object asked) const;
  std::optional<transaction::json::object> effective_now(const transaction::json::object& asked) const override {
    return effective(asked);
  }
  pipeline::SourceId source() const override;
  std::optional<base::Duration> frame_time() const override;
  bool away() const override;
  cv::Mat orient(const cv::Mat& image) const override;
  std::string appearance() const override;
  std::size_t queue_frames() const override { return static_cast<std::size_t>(settings_.queue_frames); }

 private:
  CameraSettings settings_;
  std::shared_ptr<Capture> capture_;
};

}  // namespace visiond::camera
