#pragma once
// A sink that keeps what a capture delivers, and a source whose every step a test decides.

#include "services/camera/video_source.hpp"
#include "services/pipeline/source_tap.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace visiond::camera {

// Takes everything, unless `answer` says otherwise.
class FakeSink final : public pipeline::FrameSink {
 public:
  struct Delivered {
    pipeline::SourceId source;
    pipeline::RawFrame frame;
    bool wait;
  };
  using Answer = std::function<pipeline::Receipt(pipeline::SourceId, const pipeline::RawFrame&)>;

  explicit FakeSink(Answer answer = {}) : answer_(std::move(answer)) {}

  void wait_for_room(pipeline::SourceId, std::stop_token stop) override {
    std::unique_lock lock(mutex_);
    full_ = all_.size() >= room_;
    came_.notify_all();
    came_.wait(lock, stop, [this] { return all_.size() < room_; });
    full_ = false;
  }
  pipeline::Receipt deliver(pipeline::SourceId source, pipeline::RawFrame frame, bool wait, std::stop_token) override {
    std::lock_guard lock(mutex_);
    const auto receipt = answer_ ? answer_(source, frame) : pipeline::Receipt{};
    // The pictures themselves would fill the memory.
    if (frame.image.total() > kept_pixels) frame.image = frame.image(cv::Rect(0, 0, 1, 1)).clone();
    all_.push_back({source, std::move(frame), wait});
    came_.notify_all();
    return receipt;
  }
  void dropped(pipeline::SourceId, const pipeline::MissedFrames& missed) override {
    std::lock_guard lock(mutex_);
    drops_[missed.reason] += missed.count;
    came_.notify_all();
  }

  // Of this many frames in all.
  void set_room(std::size_t frames) {
    std::lock_guard lock(mutex_);
    room_ = frames;
    came_.notify_all();
  }
  // Until a source waits for room.
  void wait_until_full() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return full_; });
  }
  // The first `count`, once they have come.
  std::vector<Delivered> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return all_.size() >= count; });
    return {all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(count)};
  }
  // The first one of a source.
  Delivered wait_for_source(pipeline::SourceId source) {
    std::unique_lock lock(mutex_);
    const auto is_it = [&](const Delivered& each) { return each.source == source; };
    came_.wait(lock, [&] { return std::any_of(all_.begin(), all_.end(), is_it); });
    return *std::find_if(all_.begin(), all_.end(), is_it);
  }
  void wait_for_drops(const std::string& reason, std::uint64_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return drops_[reason] >= count; });
  }
  std::size_t count() {
    std::lock_guard lock(mutex_);
    return all_.size();
  }

 private:
  static constexpr std::size_t kept_pixels = 10000;

  Answer answer_;
  std::mutex mutex_;
  std::condition_variable_any came_;
  std::size_t room_ = std::numeric_limits<std::size_t>::max();
  bool full_ = false;
  std::vector<Delivered> all_;
  std::map<std::string, std::uint64_t> drops_;
};

// What the sources of one test do, and how often they were opened and closed.
struct Script {
  std::function<base::Result<void>()> open = [] { return base::Result<void>(); };
  std::function<base::Result<cv::Mat>(std::int64_t)> read = [](std::int64_t) {
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  std::atomic<std::int64_t> length = 0;  // 0: it never ends
  double fps = 500;                      // where none is asked for
  std::atomic<int> opened = 0;
  std::atomic<int> open_now = 0;
};

class ScriptedSource final : public VideoSource {
 public:
  explicit ScriptedSource(std::shared_ptr<Script> script) : script_(std::move(script)) {}
  ~ScriptedSource() override {
    if (is_open_) --script_->open_now;
  }

  base::Result<void> open(const Format& wanted) override {
    auto result = script_->open();
    if (!result) return result;
    ++script_->opened;
    ++script_->open_now;
    is_open_ = true;
    format_ = {8, 8, wanted.fps > 0 ? wanted.fps : script_->fps};
    return {};
  }
  Format format() const override { return format_; }
  std::optional<std::int64_t> length() const override {
    const std::int64_t frames = script_->length;
    return frames > 0 ? std::optional(frames) : std::nullopt;
  }
  base::Result<cv::Mat> read(std::int64_t index) override { return script_->read(index); }

 private:
  std::shared_ptr<Script> script_;
  Format format_;
  bool is_open_ = false;
};

inline SourceFactory scripted(std::shared_ptr<Script> script) {
  return [script = std::move(script)](const SourceSpec&) { return std::make_unique<ScriptedSource>(script); };
}

inline base::Error lost(const std::string& why) { return {base::ErrorCode::rolled_back, "camera.source", why}; }

}  // namespace visiond::camera
