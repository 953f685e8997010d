#pragma once
// Sources for the stress test that run as fast as the pipeline takes their frames. Paced ones share their ticks: a tick
// becomes due a little before the pipeline has done with those before, so nothing is ever dropped for want of room, and
// each frame that is missing or comes twice is the cut-over's fault.

#include "services/pipeline/source_tap.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

namespace visiond::pipeline {

// Which tick is due. Thread-safe.
class Ticks {
 public:
  // How far the ticks run ahead of what was processed; while frames are held back, a few more.
  static constexpr std::int64_t ahead = 3, more = 3;

  void processed(std::int64_t tick) {
    std::lock_guard lock(mutex_);
    processed_ = std::max(processed_, tick);
    changed_.notify_all();
  }
  void held(bool held) {
    std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  bool wait_for(std::int64_t tick, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [&] { return due_now() >= tick; });
  }
  std::int64_t due() {
    std::lock_guard lock(mutex_);
    return due_now();
  }

 private:
  std::int64_t due_now() const { return processed_ + ahead + (held_ ? more : 0); }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::int64_t processed_ = 0;
  bool held_ = false;
};

class StressSource {
 public:
  // `ticks`: null for an unpaced source.
  StressSource(FrameSink& sink, SourceId id, Ticks* ticks) : sink_(sink), id_(id), ticks_(ticks) {}
  ~StressSource() { stop(); }

  SourceId id() const { return id_; }
  void start(std::int64_t index) {
    next_ = index;
    delivered_ = false;
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
  }
  // Returns the first index that was not delivered.
  std::int64_t stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    return next_;
  }
  // Until the sink has seen a frame, which is what a prepared camera waits for.
  void wait_for_first() const {
    while (!delivered_) std::this_thread::yield();
  }

 private:
  void run(const std::stop_token& stop) {
    const base::SteadyTime epoch{};
    bool placed = false;
    while (!stop.stop_requested()) {
      const std::int64_t index = next_;
      if (ticks_ != nullptr && !ticks_->wait_for(index, stop)) return;
      const auto captured =
          ticks_ != nullptr ? epoch + index * std::chrono::milliseconds(1) : std::chrono::steady_clock::now();
      // An unpaced source that is only staged waits inside.
      if (ticks_ == nullptr) delivered_ = true;
      const auto receipt = sink_.deliver(id_, frame_of(id_, index, captured), ticks_ == nullptr, stop);
      if (receipt.verdict == Verdict::taken) {
        next_ = index + 1;
      } else if (ticks_ == nullptr && !placed && receipt.newest_source != 0) {
        next_ = receipt.next_index;
      }
      if (receipt.verdict == Verdict::stop) return;
      placed = true;
      delivered_ = true;
    }
  }

  FrameSink& sink_;
  SourceId id_;
  Ticks* ticks_;
  std::atomic<std::int64_t> next_ = 0;
  std::atomic<bool> delivered_ = false;
  std::jthread thread_;
};

// Owns its source, as the camera's part does: the reaper ends it.
struct StressCamera final : SourcePart {
  explicit StressCamera(std::shared_ptr<StressSource> given) : stream(std::move(given)) {}
  SourceId source() const override { return stream->id(); }
  std::optional<base::Duration> frame_time() const override { return std::chrono::milliseconds(1); }
  cv::Mat orient(const cv::Mat& image) const override { return image; }
  std::size_t queue_frames() const override { return 16; }
  std::shared_ptr<StressSource> stream;
};

}  // namespace visiond::pipeline
