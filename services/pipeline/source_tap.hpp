#pragma once
// Where the camera meets the stamper. A source runs its own capture thread and hands each frame to its FrameSink; the
// stamper asks a generation's camera part, through SourcePart, which source is the one to stamp.

#include "daemon/transaction/participant.hpp"
#include "services/pipeline/frame.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

namespace visiond::pipeline {

// Identifies one opening of a source in this process; 0: none (camera disabled).
using SourceId = std::uint64_t;

// Implemented by the stamper. Thread-safe.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  // Called on the source's capture thread with strictly growing `captured`. Frames of the generation's own source are
  // stamped; of a staged source only the newest is kept, and delivered at the flip if it is newer than the last one
  // stamped; frames of a source that was replaced are dropped. With `wait` (unpaced sources) it blocks while there is
  // no room or the source is only staged, until `stop`; else the queue drops its oldest frame. Returns false when the
  // source is to stop.
  virtual bool deliver(SourceId source, RawFrame frame, bool wait, std::stop_token stop) = 0;
};

// The camera's part as the pipeline knows it; the camera's own part derives from it.
class SourcePart : public transaction::Part {
 public:
  static constexpr std::string_view section = "camera";
  virtual SourceId source() const = 0;
  // The time between two frames; nothing while unknown or unpaced.
  virtual std::optional<base::Duration> frame_time() const = 0;
  // Turned and flipped as the parameters say; called on the first stage's worker, cheap when there is nothing to do.
  virtual cv::Mat orient(const cv::Mat& image) const = 0;
  // Frames wait for the first stage in a queue of this length.
  virtual std::size_t queue_frames() const = 0;
};

}  // namespace visiond::pipeline
