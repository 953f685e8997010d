#pragma once
// Where the camera meets the stamper. A source runs its own capture thread and hands each frame to its FrameSink; the
// stamper asks a generation's camera part, through SourcePart, which source is the one to stamp.

#include "daemon/transaction/participant.hpp"
#include "services/pipeline/frame.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace visiond::pipeline {

// Identifies one opening of a source in this process; 0: none (camera disabled).
using SourceId = std::uint64_t;

// What became of a delivered frame.
enum class Verdict {
  taken,  // go on with the next
  again,  // once to each source that delivers with `wait`: it is in force, and the frame due now is to be delivered
  stop,   // the source was replaced, or everything ends; the frame was not taken
};
struct Receipt {
  Verdict verdict = Verdict::taken;
  // Whose frame is the newest that was stamped, and the index after it there.
  SourceId newest_source = 0;
  std::int64_t next_index = 0;
};

// Frames that never became deliverable.
struct MissedFrames {
  std::string reason;  // "late", "corrupt"
  std::uint64_t count = 1;
  base::SteadyTime first{};  // when it would have been captured
  base::Duration apart{};    // from one of them to the next
};

// Implemented by the stamper. Thread-safe.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  // For unpaced sources, before they make the next frame: waits while its frames would only queue up, or until `stop`.
  virtual void wait_for_room(SourceId source, std::stop_token stop) = 0;
  // Called on the source's capture thread. `captured` grows; a tick that was stamped before is left out (a device that
  // is opened again begins with the frame that was due already). Frames of the generation's own source are stamped. Of
  // a staged source the newest is kept for the rehearsal, with the few that are newer than what was stamped; these go
  // on at the flip. Frames of a source that was replaced are dropped. With `wait` (unpaced sources, which may lose
  // none) it blocks while there is no room or the source is only staged, until `stop`; else the queue drops its oldest
  // frame.
  virtual Receipt deliver(SourceId source, RawFrame frame, bool wait, std::stop_token stop) = 0;
  // For the statistics. Of a staged source those count, once it is in force, that nobody has shown meanwhile.
  virtual void dropped(SourceId source, const MissedFrames& missed) = 0;
};

// The camera's part as the pipeline knows it; the camera's own part derives from it.
class SourcePart : public transaction::Part {
 public:
  static constexpr std::string_view section = "camera";
  virtual SourceId source() const = 0;
  // The time between two frames; nothing while unknown or unpaced.
  virtual std::optional<base::Duration> frame_time() const = 0;
  // True while the source gives no frames although it should.
  virtual bool away() const { return false; }
  // Turned and flipped as the parameters say; called on the first stage's worker, cheap when there is nothing to do.
  virtual cv::Mat orient(const cv::Mat& image) const = 0;
  // Changes whenever orient() makes another picture of the same scene, so that what was learned from it is void.
  virtual std::string appearance() const { return {}; }
  // Frames wait for the first stage in a queue of this length.
  virtual std::size_t queue_frames() const = 0;
};

}  // namespace visiond::pipeline
