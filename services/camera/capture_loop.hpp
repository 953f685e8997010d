#pragma once
// What a capture's thread does: opens the source, delivers each frame when it is due (of a live source: when it comes),
// and after a loss closes first, then tries again with growing, jittered pauses. Shared by the capture and its thread,
// so that a thread that hangs can be given up. run() once, on that thread; the rest is thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/camera/capture_status.hpp"
#include "services/camera/exclusive_use.hpp"
#include "services/camera/loss_notices.hpp"
#include "services/camera/source_thread.hpp"
#include "services/camera/stragglers.hpp"
#include "services/camera/thinning.hpp"
#include "services/camera/timeline.hpp"
#include "services/camera/video_source.hpp"
#include "services/pipeline/source_tap.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace visiond::camera {

class CaptureLoop final : public Endable {
 public:
  // All of it outlives the thread.
  struct Given {
    const base::Clock& clock;
    pipeline::FrameSink& sink;
    ExclusiveUse& devices;
    Stragglers& stragglers;
    LossNotices& losses;
    const SourceFactory& make_source;
  };
  struct Wanted {
    pipeline::SourceId id = 0;
    SourceUri uri{};
    Access access{};
    Format format{};
    // Where it goes on.
    Progress from{};
    // The first of the openings of the same device that it continues, one in the place of the other; else its own.
    pipeline::SourceId first = 0;
  };

  CaptureLoop(Given given, Wanted wanted, std::shared_ptr<CaptureStatus> status);

  // In the place of the first opening, in the format that is wanted now; before run().
  void adopt(std::unique_ptr<SourceThread> source) { adopted_ = std::move(source); }
  // run() ends after the next frame and leaves the source open, for another loop to adopt: null where it did not end
  // within `limit`, or was not well.
  std::unique_ptr<SourceThread> hand_over(base::Duration limit);

  // `behind`: opens as often as it takes; else a source that cannot be opened at once ends it.
  void run(std::stop_token stop, bool behind);

  // How the first opening went, up to its first good frame; nothing where that is not known within `limit`.
  std::optional<base::Result<void>> wait_until_started(base::Duration limit, std::stop_token stop);
  // False where run() has not returned within `limit`.
  bool wait_until_ended(base::Duration limit) override;
  Progress progress() const;
  // Writes them to the open source, between two frames; what holds then.
  base::Result<Controls> control(const Controls& wanted, base::Duration limit, std::stop_token stop);

 private:
  base::Result<void> capture(const std::stop_token& stop);
  base::Result<std::unique_ptr<SourceThread>> take_source(const std::stop_token& stop);
  base::Result<std::unique_ptr<SourceThread>> open(const std::stop_token& stop);
  base::Result<void> write_controls(SourceThread& source, const std::stop_token& stop);
  SourceThread::Patience patience(const std::stop_token& stop) const;
  void begin(const VideoSource& source);
  base::Result<void> deliver_all(SourceThread& source, const std::stop_token& stop);
  void answer_controls(SourceThread& source, const std::stop_token& stop);
  base::Result<cv::Mat> read(SourceThread& source, const std::stop_token& stop);
  pipeline::Verdict deliver(const cv::Mat& image, const std::stop_token& stop);
  void go_on();
  // Frames are delivered when they are due.
  bool paced() const { return wanted_.uri.pace && !live_; }
  bool unpaced() const { return !wanted_.uri.pace && !live_; }
  bool at_end() const;
  bool found_end(const VideoSource& source);
  base::Result<void> rest_at_end(SourceThread& source, const std::stop_token& stop);
  // When the frame is or was due; now where there is no clock to keep.
  base::SteadyTime captured_of(std::int64_t index) const;
  std::int64_t position() const;
  void is_good();
  void settle_start(base::Result<void> result);
  void pause_after(const base::Error& error, int tries, const std::stop_token& stop);
  bool wait_until(base::SteadyTime time, const std::stop_token& stop);
  base::Error failure(const std::string& doing, const std::string& why) const;

  Given given_;
  Wanted wanted_;
  std::shared_ptr<CaptureStatus> status_;

  std::atomic<bool> handing_over_ = false;
  std::unique_ptr<SourceThread> adopted_;

  // The thread's own.
  Format format_;
  bool live_ = false;
  Thinning thinning_;
  std::shared_ptr<std::int64_t> reads_ = std::make_shared<std::int64_t>(0);  // of a source with faults
  bool behind_ = false;                                                      // nobody waits for the opening
  bool placed_ = false;  // it knows where it stands among the frames of the openings that it continues
  bool good_ = false;    // something good came since the newest opening

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<base::Result<void>> started_;
  bool ended_ = false;
  std::unique_ptr<SourceThread> kept_;  // handed over
  std::optional<Controls> asked_;
  std::optional<base::Result<Controls>> answered_;
  Progress progress_;  // written by the thread only
};

}  // namespace visiond::camera
