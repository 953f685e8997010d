#pragma once
// The camera section's side of transactions: hot parameters share the capture; another source, size or rate opens a new
// one beside the old, or, where the device may be opened only once, in its place with a planned way back. Thread-safe.

#include "daemon/transaction/participant.hpp"
#include "services/camera/camera_listener.hpp"
#include "services/camera/camera_part.hpp"
#include "services/camera/loss_notices.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace visiond::camera {

struct CameraOptions {
  bool allow_fault_options = false;
  SourceFactory make_source = camera::make_source;
  CameraListener listener = {};
  std::vector<std::filesystem::path> allowed_paths = {};  // where a password's file may lie
};

class Camera final : public transaction::Participant {
 public:
  // The clock, the sink and the camera itself outlive every part made here.
  Camera(const base::Clock& clock, pipeline::FrameSink& sink, CameraOptions options);

  const settings::Section& section() const override { return camera_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const transaction::json::object& proposed) const override;
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override;

  // For sources that hang, once nothing uses the camera any more. False where one has not closed after `limit`: then
  // the camera must not be destroyed, which would wait for it.
  bool wait_until_closed(base::Duration limit) { return stragglers_.wait_until_ended(limit); }

 private:
  base::Result<SourceUri> allowed_source(const std::string& text) const;
  std::shared_ptr<Capture> make_capture(const CameraSettings& settings, const SourceUri& uri, const Capture* running);
  void put_in_force(const CameraPart& part) noexcept;

  const base::Clock& clock_;
  pipeline::FrameSink& sink_;
  CameraOptions options_;
  base::SteadyTime epoch_;  // of the synthetic source, so that each opening shows the same ticks
  ExclusiveUse devices_;
  LossNotices losses_;
  mutable Stragglers stragglers_;
  std::atomic<pipeline::SourceId> last_id_ = 0;
  mutable std::mutex mutex_;
  std::shared_ptr<CaptureStatus> in_force_;  // null while there is no camera
  std::string source_;
};

}  // namespace visiond::camera
