#pragma once
// Makes pictures of frames on a thread of its own, and only where somebody wants them. At most two frames wait for it;
// the oldest goes when there are more, counted. Owned by the pipeline; thread-safe.

#include "daemon/base/clock.hpp"
#include "services/pipeline/encodings.hpp"
#include "services/pipeline/frame.hpp"
#include "services/pipeline/hub.hpp"
#include "services/pipeline/pictures.hpp"
#include "services/pipeline/source_tap.hpp"
#include "services/pipeline/statistics.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace visiond::pipeline {

class PictureDesk {
 public:
  static constexpr std::size_t most_waiting = 2;     // frames
  static constexpr std::size_t most_snapshots = 16;  // beyond that QUEUE_FULL
  using Done = std::function<void(base::Result<Picture>)>;

  // The clock outlives it.
  explicit PictureDesk(const base::Clock& clock) : clock_(clock) {}
  ~PictureDesk() { stop(); }

  void start();
  // Answers who waits with DRAINING; no handler is called from then on. Idempotent.
  void stop();

  // A frame that is through, on the last stage's worker: cheap where nobody wants it.
  void offer(const Frame& frame, std::shared_ptr<const FrameResult> result);

  std::unique_ptr<Subscription> subscribe(const PictureOptions& options, std::function<void(const Picture&)> handler);
  // Of the newest frame, where it is of `source` or just before it; null: the camera's section is impaired.
  void snapshot(const SourcePart* source, const PictureOptions& options, Done done);

  StageStatus status() const;

 private:
  struct Shot {
    cv::Mat image;
    std::shared_ptr<const FrameResult> result;
    base::SteadyTime captured{};
    SourceId source = 0;
  };
  struct Snapshot {
    Shot shot;
    PictureOptions options;
    Done done;
  };

  base::Result<Shot> newest_of(const SourcePart* source) const;
  void run();
  void encode(Shot shot);
  void answer(Snapshot snapshot);

  const base::Clock& clock_;
  Hub<Encodings&> hub_;
  Statistics statistics_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::optional<Shot> newest_;
  std::deque<Shot> waiting_;
  std::deque<Snapshot> snapshots_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace visiond::pipeline
