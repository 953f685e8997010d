#pragma once
// The staged camera. Without a switch-over its capture runs already; with one it takes the place of the old one, which
// is kept for the way back, or the capture is shared and its device's controls are written. Owned by the coordinator;
// one thread at a time.

#include "daemon/transaction/participant.hpp"
#include "services/camera/camera_part.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace visiond::camera {

class PreparedCamera final : public transaction::Prepared {
 public:
  struct Staged {
    transaction::json::object section{};
    std::shared_ptr<const CameraPart> part{};
    // The part in force, whose capture is to be closed first; null where no switch-over is needed.
    std::shared_ptr<const CameraPart> replaced{};
    // To be written to the running device; nothing where they stay as they are.
    std::optional<Controls> controls{};
    Controls controls_before{};
  };
  // `put_in_force` is told of the part right after the flip; it cannot fail.
  PreparedCamera(Staged staged, std::function<void(const CameraPart&)> put_in_force)
      : staged_(std::move(staged)), put_in_force_(std::move(put_in_force)) {}

  transaction::PartPtr part() const override { return staged_.part; }
  transaction::json::object effective() const override;
  bool needs_switch() const override { return staged_.replaced != nullptr || staged_.controls.has_value(); }
  base::Result<void> switch_over(std::stop_token stop) override;
  base::Result<void> switch_back(std::stop_token stop) override;
  void activate() noexcept override { put_in_force_(*staged_.part); }

 private:
  Staged staged_;
  std::function<void(const CameraPart&)> put_in_force_;
  base::Result<void> let_go(Capture& from, Capture& to, std::chrono::milliseconds limit) const;
  base::Result<void> write(const Controls& controls, std::stop_token stop);

  bool controls_written_ = false;
  bool was_well_ = true;  // the old capture gave frames when it was closed
};

}  // namespace visiond::camera
