#pragma once
// Where frames get their configuration: the next sequence number, the generation in force and the source it belongs to
// stand under one mutex, and the flip swaps them there. So no frame can be stamped with a mix. Owned by the pipeline;
// thread-safe.

#include "daemon/base/clock.hpp"
#include "services/pipeline/downtime_meter.hpp"
#include "services/pipeline/source_tap.hpp"
#include "services/pipeline/statistics.hpp"
#include "services/pipeline/work_item.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace visiond::pipeline {

class Stamper final : public FrameSink {
 public:
  // Frames of one source held back during a switch-over; the oldest goes when there are more, counted as "held".
  static constexpr std::size_t held_limit = 8;
  // Frames of a staged source that wait for the flip: more than one only where the source in force is late.
  static constexpr std::size_t staged_limit = 4;
  // What staged sources have missed and when; the oldest is forgotten.
  static constexpr std::size_t staged_misses_limit = 64;

  // Given: the clock, the first stage's queue and the statistics of the stage "camera"; all outlive it.
  Stamper(const base::Clock& clock, WorkQueue& queue, Statistics& statistics)
      : clock_(clock), queue_(queue), statistics_(statistics) {}

  void wait_for_room(SourceId source, std::stop_token stop) override;
  Receipt deliver(SourceId source, RawFrame frame, bool wait, std::stop_token stop) override;
  void dropped(SourceId source, const MissedFrames& missed) override;

  // The generation is in force from the next frame on; returns that frame's sequence number, 0 where there is no
  // camera or it is away.
  std::uint64_t flip(std::shared_ptr<const Generation> generation) noexcept;
  void hold() noexcept;
  void release() noexcept;
  // Sources are told to stop.
  void close();

  std::shared_ptr<const Generation> generation() const;
  // What a rehearsal looks at: the first held frame of the source, its newest staged one, or the newest stamped one.
  std::optional<RawFrame> frame_to_rehearse(SourceId source) const;
  // Of the newest flip or release; waits for the first good frame after it.
  std::optional<base::Duration> measure_downtime(base::Duration limit, std::stop_token stop);

 private:
  struct Held {
    std::deque<RawFrame> frames;
    std::uint64_t dropped = 0;
  };
  struct Staged {
    std::deque<RawFrame> frames;
    bool waits = false;  // its source delivers again when it is in force
  };

  Receipt receipt(Verdict verdict) const { return {verdict, newest_source_, next_index_}; }
  Receipt deliver_waiting(SourceId source, RawFrame frame, const std::stop_token& stop);
  bool replaced(SourceId source) const { return source != source_ && source < replaced_below_; }
  bool is_newer(const RawFrame& frame) const { return !last_captured_ || frame.captured > *last_captured_; }
  bool may_hold_back(SourceId source) const;
  void hold_back(SourceId source, RawFrame frame);
  void stage(SourceId source, RawFrame frame, bool waits);
  void note_staged_miss(SourceId source, const MissedFrames& missed);
  void count_staged_misses();
  void account_until(base::SteadyTime tick);
  WorkItem stamp(RawFrame frame);
  void stamp_held();
  void end_hold();
  std::optional<base::Duration> frame_time() const;

  const base::Clock& clock_;
  WorkQueue& queue_;
  Statistics& statistics_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t next_sequence_ = 1;
  std::shared_ptr<const Generation> generation_;
  SourceId source_ = 0;
  bool told_ = false;            // an unpaced one knows where it goes on
  SourceId replaced_below_ = 0;  // smaller ones have had their time
  bool held_ = false;
  bool closed_ = false;
  std::map<SourceId, Held> held_frames_;
  std::map<SourceId, Staged> staged_;  // of at most two sources not in force yet
  std::deque<std::pair<SourceId, MissedFrames>> staged_misses_;
  std::optional<RawFrame> newest_;
  std::optional<base::SteadyTime> last_captured_;
  std::optional<base::SteadyTime> accounted_until_;  // up to here each tick was stamped or counted as dropped
  SourceId newest_source_ = 0;                       // of the newest stamped frame
  std::int64_t next_index_ = 0;                      // after it, in that source
  DowntimeMeter meter_;
};

}  // namespace visiond::pipeline
