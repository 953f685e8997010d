#pragma once
// One opening of a source and the thread that reads it. Owned by the camera's part; start and stop on one thread at a
// time, the rest is thread-safe.

#include "services/camera/capture_loop.hpp"

#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace visiond::camera {

class Capture {
 public:
  // What is given outlives it.
  Capture(CaptureLoop::Given given, CaptureLoop::Wanted wanted);
  ~Capture();

  // Opens and waits for the first good frame, at most `limit`; otherwise everything is closed again.
  base::Result<void> start(base::Duration limit, std::stop_token stop);
  // Opens behind, as often as it takes.
  void start_behind();
  // Closes the source and ends the thread; the next start goes on from there, and asks for the format it had. False
  // where that takes longer than `limit`: the thread is given up, and holds its device until it ends.
  bool stop(base::Duration limit);
  // Writes them to the running source; what holds then.
  base::Result<Controls> control(const Controls& wanted, base::Duration limit, std::stop_token stop);
  // True where the source can take another format while it is open.
  bool may_change_format() const { return status_->changeable(); }
  // Ends like stop(), but leaves the source open for `next`, whose next start takes it in place of an opening. False,
  // and closed, where that is not possible within `limit`.
  bool hand_over_to(Capture& next, base::Duration limit);
  // In the place of another opening, from the next start on.
  void go_on_from(Progress progress);

  const CaptureLoop::Wanted& wanted() const { return wanted_; }
  const std::shared_ptr<CaptureStatus>& status() const { return status_; }
  Progress progress() const;

 private:
  void launch(bool behind);

  CaptureLoop::Given given_;
  CaptureLoop::Wanted wanted_;
  std::shared_ptr<CaptureStatus> status_;

  mutable std::mutex mutex_;
  Progress from_;                          // of the next start
  Format format_;                          // of the next start
  std::unique_ptr<SourceThread> adopted_;  // of the next start
  std::shared_ptr<CaptureLoop> loop_;      // null while stopped
  std::jthread thread_;
};

}  // namespace visiond::camera
