#pragma once
// One opening of a source and the thread that reads it: opens, delivers each frame when it is due, and after a loss
// closes first, then tries again with growing, jittered pauses. Owned by the camera's part; start and stop on one
// thread at a time.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/camera/capture_status.hpp"
#include "services/camera/exclusive_use.hpp"
#include "services/camera/timeline.hpp"
#include "services/camera/video_source.hpp"
#include "services/pipeline/source_tap.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace visiond::camera {

class Capture {
 public:
  struct Given {
    const base::Clock& clock;
    pipeline::FrameSink& sink;
    ExclusiveUse& devices;
  };
  struct Wanted {
    pipeline::SourceId id = 0;
    SourceUri uri;
    Format format;
    // Where the source goes on; the rate is the source's own where none is asked for.
    std::optional<Timeline> timeline;
  };

  Capture(Given given, Wanted wanted);
  ~Capture();

  // Opens and waits for the first good frame, at most `limit`; otherwise everything is closed again.
  base::Result<void> start(base::Duration limit, std::stop_token stop);
  // Opens behind, as often as it takes.
  void start_behind();
  // Closes the source and ends the thread.
  void stop();

  const Wanted& wanted() const { return wanted_; }
  const std::shared_ptr<CaptureStatus>& status() const { return status_; }
  // Of the newest opening.
  std::optional<Timeline> timeline() const;

 private:
  void run(std::stop_token stop, bool behind);
  base::Result<void> deliver_until_lost(const std::stop_token& stop);
  base::Result<std::unique_ptr<VideoSource>> open();
  Timeline begin_timeline(const Format& format);
  bool wait_until(base::SteadyTime time, const std::stop_token& stop);
  void pause_after(const base::Error& error, int tries, const std::stop_token& stop);
  void settle_start(std::optional<base::Result<void>> result);

  Given given_;
  Wanted wanted_;
  std::shared_ptr<CaptureStatus> status_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<base::Result<void>> started_;  // how the start went; nothing while it is under way
  std::optional<Timeline> timeline_;
  std::jthread thread_;
};

}  // namespace visiond::camera
