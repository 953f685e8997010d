#include "services/pipeline/stamper.hpp"

#include "daemon/base/wall_time.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace visiond::pipeline {
namespace {

constexpr std::size_t staged_sources_limit = 2;

const SourcePart* camera_of(const Generation* generation) {
  return generation != nullptr ? generation->part<SourcePart>() : nullptr;
}

base::SteadyTime last_of(const MissedFrames& missed) {
  return missed.first + (static_cast<std::int64_t>(missed.count) - 1) * missed.apart;
}

// How many of them come after `tick`.
std::uint64_t count_after(const MissedFrames& missed, base::SteadyTime tick) {
  if (tick < missed.first) return missed.count;
  if (missed.apart <= base::Duration::zero()) return 0;
  const auto before = static_cast<std::uint64_t>((tick - missed.first) / missed.apart) + 1;
  return missed.count - std::min(before, missed.count);
}

}  // namespace

// One that is not in force, or held back, waits in deliver().
void Stamper::wait_for_room(SourceId source, std::stop_token stop) {
  {
    std::lock_guard lock(mutex_);
    if (closed_ || held_ || source != source_) return;
  }
  queue_.wait_for_room(std::move(stop));
}

Receipt Stamper::deliver(SourceId source, RawFrame frame, bool wait, std::stop_token stop) {
  if (wait) return deliver_waiting(source, std::move(frame), stop);
  std::lock_guard lock(mutex_);
  if (closed_ || replaced(source)) return receipt(Verdict::stop);
  if (held_) {
    hold_back(source, std::move(frame));
  } else if (source != source_) {
    stage(source, std::move(frame), false);
  } else if (is_newer(frame)) {
    // A new opening of the same clip neither repeats a tick nor goes back.
    queue_.push(stamp(std::move(frame)));
  }
  return receipt(Verdict::taken);
}

Receipt Stamper::deliver_waiting(SourceId source, RawFrame frame, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (closed_ || stop.stop_requested() || replaced(source)) return receipt(Verdict::stop);
    if (source == source_ && !told_) {
      told_ = true;
      return receipt(Verdict::again);
    }
    if (held_) {
      if (may_hold_back(source)) {
        hold_back(source, std::move(frame));
        return receipt(Verdict::taken);
      }
      changed_.wait(lock, stop, [&] { return closed_ || !held_ || replaced(source); });
    } else if (source != source_) {
      // Enough for the rehearsal; which frame is due is known once the source is in force.
      stage(source, frame, true);
      changed_.wait(lock, stop, [&] { return closed_ || source == source_ || replaced(source); });
    } else if (queue_.has_room()) {
      queue_.push(stamp(std::move(frame)));
      return receipt(Verdict::taken);
    } else {
      lock.unlock();
      const bool room = queue_.wait_for_room(stop);
      lock.lock();
      if (!room) return receipt(Verdict::stop);
    }
  }
}

void Stamper::dropped(SourceId source, const MissedFrames& missed) {
  std::lock_guard lock(mutex_);
  if (closed_ || replaced(source)) return;
  if (source == source_) {
    statistics_.drop(missed.reason, missed.count);
    account_until(last_of(missed));
  } else {
    note_staged_miss(source, missed);
  }
}

void Stamper::note_staged_miss(SourceId source, const MissedFrames& missed) {
  staged_misses_.emplace_back(source, missed);
  if (staged_misses_.size() > staged_misses_limit) staged_misses_.pop_front();
}

// Of the source that comes into force in another's place.
void Stamper::count_staged_misses() {
  auto misses = std::exchange(staged_misses_, {});
  // What a source has waited with too long comes after what it left out meanwhile.
  std::stable_sort(misses.begin(), misses.end(),
                   [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  for (const auto& [source, missed] : misses) {
    const auto count = accounted_until_ ? count_after(missed, *accounted_until_) : 0;
    if (source != source_ || count == 0) continue;
    statistics_.drop(missed.reason, count);
    account_until(last_of(missed));
  }
}

void Stamper::account_until(base::SteadyTime tick) {
  accounted_until_ = std::max(accounted_until_.value_or(tick), tick);
}

bool Stamper::may_hold_back(SourceId source) const {
  const auto held = held_frames_.find(source);
  return held == held_frames_.end() || held->second.frames.size() < held_limit;
}

void Stamper::hold_back(SourceId source, RawFrame frame) {
  auto& held = held_frames_[source];
  held.frames.push_back(std::move(frame));
  while (held.frames.size() > held_limit) {
    // No loss where the tick was shown before.
    if (is_newer(held.frames.front())) ++held.dropped;
    held.frames.pop_front();
  }
}

void Stamper::stage(SourceId source, RawFrame frame, bool waits) {
  auto& staged = staged_[source];
  staged.waits = waits;
  auto& frames = staged.frames;
  frames.push_back(std::move(frame));
  // The source in force has stamped these ticks already; the newest stays for the rehearsal.
  while (frames.size() > 1 && !is_newer(frames.front())) frames.pop_front();
  while (frames.size() > staged_limit) {
    // Nobody shows them, unless the source in force still does.
    if (!waits) note_staged_miss(source, {.reason = "late", .first = frames.front().captured});
    frames.pop_front();
  }
  if (staged_.size() <= staged_sources_limit) return;
  // Left over from a transaction that was given up.
  staged_.erase(staged_.begin()->first != source ? staged_.begin() : std::next(staged_.begin()));
}

WorkItem Stamper::stamp(RawFrame frame) {
  const auto now = clock_.steady_now();
  const auto age = std::max(now - frame.captured, base::SteadyTime::duration::zero());
  const bool awaited = meter_.waiting();
  last_captured_ = frame.captured;
  account_until(frame.captured);
  newest_source_ = source_;
  next_index_ = frame.index + 1;
  newest_ = frame;
  meter_.frame(frame.captured);
  if (awaited && !meter_.waiting()) changed_.notify_all();
  statistics_.frame(now, age);
  Frame stamped;
  stamped.sequence = next_sequence_++;
  stamped.index = frame.index;
  stamped.image = std::move(frame.image);
  stamped.captured = frame.captured;
  stamped.capture_time = base::wall_time_of(clock_, now - age);
  stamped.generation = generation_;
  return {std::move(stamped), nullptr};
}

std::optional<base::Duration> Stamper::frame_time() const {
  const auto* camera = camera_of(generation_.get());
  return camera != nullptr ? camera->frame_time() : std::nullopt;
}

// What was held back of the source in force goes on with the generation in force, oldest first.
void Stamper::stamp_held() {
  std::vector<RawFrame> frames;
  const auto take = [&](std::deque<RawFrame>& from) {
    frames.insert(frames.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  if (auto staged = staged_.extract(source_); staged && !staged.mapped().waits) take(staged.mapped().frames);
  if (auto held = held_frames_.extract(source_)) {
    take(held.mapped().frames);
    if (held.mapped().dropped > 0) statistics_.drop("held", held.mapped().dropped);
  }
  std::sort(frames.begin(), frames.end(), [](const RawFrame& a, const RawFrame& b) { return a.captured < b.captured; });
  for (auto& frame : frames) {
    if (is_newer(frame)) queue_.push_beyond_capacity(stamp(std::move(frame)));
  }
}

void Stamper::end_hold() {
  held_ = false;
  held_frames_.clear();
  changed_.notify_all();
}

std::uint64_t Stamper::flip(std::shared_ptr<const Generation> generation) noexcept {
  const auto* camera = camera_of(generation.get());
  const SourceId next = camera != nullptr ? camera->source() : 0;
  const bool delivers = next != 0 && !camera->away();
  std::unique_lock lock(mutex_);
  const auto now = clock_.steady_now();
  if (!meter_.begun()) meter_.begin(now, frame_time());
  const bool had_source = source_ != 0;
  if (source_ != next) {
    // Made before the change, so it was the old generation that they were made for.
    stamp_held();
    // Numbers grow, so this ends what a given-up transaction has left behind, too.
    replaced_below_ = std::max({replaced_below_, source_ + 1, next});
    told_ = held_frames_.contains(next);
  }
  generation_.swap(generation);
  source_ = next;
  if (camera != nullptr) queue_.set_capacity(camera->queue_frames());
  meter_.end(now, frame_time());
  if (next == 0 || !had_source) meter_.cancel();
  const auto first = next_sequence_;
  // Where no frames came before, nobody has missed one. `generation` is the old one by now.
  if (had_source && !staged_misses_.empty() && !camera_of(generation.get())->away()) count_staged_misses();
  stamp_held();
  staged_.clear();
  staged_misses_.clear();
  end_hold();
  lock.unlock();
  // The old generation is let go outside the lock.
  generation.reset();
  return delivers ? first : 0;
}

void Stamper::hold() noexcept {
  std::lock_guard lock(mutex_);
  if (held_) return;
  held_ = true;
  meter_.begin(clock_.steady_now(), frame_time());
}

void Stamper::release() noexcept {
  std::lock_guard lock(mutex_);
  if (!held_) return;
  meter_.end(clock_.steady_now(), frame_time());
  if (source_ == 0) meter_.cancel();
  stamp_held();
  end_hold();
}

void Stamper::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  held_frames_.clear();
  staged_.clear();
  staged_misses_.clear();
  changed_.notify_all();
}

std::shared_ptr<const Generation> Stamper::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

std::optional<RawFrame> Stamper::frame_to_rehearse(SourceId source) const {
  std::lock_guard lock(mutex_);
  if (const auto held = held_frames_.find(source); held != held_frames_.end()) return held->second.frames.front();
  if (const auto staged = staged_.find(source); staged != staged_.end()) return staged->second.frames.back();
  return newest_;
}

std::optional<base::Duration> Stamper::measure_downtime(base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, limit, [this] { return closed_ || !meter_.waiting(); });
  return meter_.downtime();
}

}  // namespace visiond::pipeline
