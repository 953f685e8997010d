#include "services/pipeline/stamper.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace visiond::pipeline {
namespace {

constexpr std::size_t staged_limit = 2;

SourceId source_of(const Generation* generation) {
  const auto* part = generation != nullptr ? generation->part<SourcePart>() : nullptr;
  return part != nullptr ? part->source() : 0;
}

}  // namespace

bool Stamper::deliver(SourceId source, RawFrame frame, bool wait, std::stop_token stop) {
  if (wait) return deliver_waiting(source, std::move(frame), stop);
  std::lock_guard lock(mutex_);
  if (closed_ || replaced(source)) return false;
  if (held_ || source != source_) {
    keep(source, std::move(frame));
    return true;
  }
  // A new opening of the same clip neither repeats a tick nor goes back.
  if (is_newer(frame)) queue_.push(stamp(std::move(frame)));
  return true;
}

bool Stamper::deliver_waiting(SourceId source, RawFrame frame, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, stop, [&] { return closed_ || !held_ || held_frames_.size() < held_limit; });
    if (closed_ || stop.stop_requested() || replaced(source)) return false;
    if (held_) {
      keep(source, std::move(frame));
      return true;
    }
    if (source != source_) {
      // One frame is enough until the flip stamps it; the next one waits.
      keep(source, std::move(frame));
      changed_.wait(lock, stop, [&] { return closed_ || !staged_.contains(source); });
      return !closed_ && !stop.stop_requested() && !replaced(source);
    }
    if (queue_.has_room()) {
      queue_.push(stamp(std::move(frame)));
      return true;
    }
    lock.unlock();
    if (!queue_.wait_for_room(stop)) return false;
    lock.lock();
  }
}

void Stamper::keep(SourceId source, RawFrame frame) {
  if (!held_) {
    staged_.insert_or_assign(source, std::move(frame));
    if (staged_.size() > staged_limit) staged_.erase(staged_.begin());
    return;
  }
  if (held_frames_.size() >= held_limit) {
    held_frames_.pop_front();
    statistics_.drop("held");
  }
  held_frames_.push_back({source, std::move(frame)});
}

WorkItem Stamper::stamp(RawFrame frame) {
  const auto now = clock_.steady_now();
  const auto age = std::max(now - frame.captured, base::SteadyTime::duration::zero());
  last_captured_ = frame.captured;
  newest_ = frame;
  if (!after_gap_) {
    after_gap_ = frame.captured;
    changed_.notify_all();
  }
  statistics_.frame(now, age);
  Frame stamped;
  stamped.sequence = next_sequence_++;
  stamped.image = std::move(frame.image);
  stamped.captured = frame.captured;
  stamped.capture_time = clock_.wall_now() - std::chrono::duration_cast<base::WallTime::duration>(age);
  stamped.generation = generation_;
  return {std::move(stamped), nullptr};
}

void Stamper::begin_gap() {
  before_gap_ = last_captured_;
  after_gap_.reset();
}

void Stamper::let_go_of_held() {
  held_ = false;
  std::vector<RawFrame> frames;
  if (auto staged = staged_.extract(source_)) frames.push_back(std::move(staged.mapped()));
  for (auto& held : std::exchange(held_frames_, {})) {
    if (held.source == source_) frames.push_back(std::move(held.frame));
  }
  std::sort(frames.begin(), frames.end(), [](const RawFrame& a, const RawFrame& b) { return a.captured < b.captured; });
  for (auto& frame : frames) {
    if (is_newer(frame)) queue_.push_beyond_capacity(stamp(std::move(frame)));
  }
  staged_.clear();
  changed_.notify_all();
}

std::uint64_t Stamper::flip(std::shared_ptr<const Generation> generation) noexcept {
  std::unique_lock lock(mutex_);
  const auto next = source_of(generation.get());
  if (source_ != next && source_ != 0) replaced_below_ = std::max(replaced_below_, source_ + 1);
  generation_.swap(generation);
  source_ = next;
  if (const auto* part = generation_->part<SourcePart>()) queue_.set_capacity(part->queue_frames());
  begin_gap();
  const auto first = next_sequence_;
  let_go_of_held();
  lock.unlock();
  // The old generation is let go outside the lock.
  generation.reset();
  return next != 0 ? first : 0;
}

void Stamper::hold() noexcept {
  std::lock_guard lock(mutex_);
  held_ = true;
}

void Stamper::release() noexcept {
  std::lock_guard lock(mutex_);
  begin_gap();
  let_go_of_held();
}

void Stamper::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  held_frames_.clear();
  staged_.clear();
  changed_.notify_all();
}

std::shared_ptr<const Generation> Stamper::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

std::optional<RawFrame> Stamper::frame_to_rehearse(SourceId source) const {
  std::lock_guard lock(mutex_);
  for (const auto& held : held_frames_) {
    if (held.source == source) return held.frame;
  }
  if (const auto staged = staged_.find(source); staged != staged_.end()) return staged->second;
  return newest_;
}

std::optional<base::Duration> Stamper::measure_downtime(base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (source_ == 0 || !before_gap_) return std::nullopt;
  changed_.wait_for(lock, stop, limit, [this] { return closed_ || after_gap_.has_value(); });
  if (!after_gap_) return std::nullopt;
  const auto* part = generation_->part<SourcePart>();
  const auto frame_time = part != nullptr ? part->frame_time().value_or(base::Duration{}) : base::Duration{};
  return std::max(base::Duration{},
                  std::chrono::duration_cast<base::Duration>(*after_gap_ - *before_gap_) - frame_time);
}

}  // namespace visiond::pipeline
