#pragma once
// A camera part, a stage and a subscriber whose every step a test can see. Each fake part carries a tag, the revision
// it was made for, and so does each picture: a mix shows.

#include "services/pipeline/api.hpp"
#include "services/pipeline/source_tap.hpp"
#include "services/pipeline/stage.hpp"

#include <opencv2/core.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace visiond::pipeline {

struct FakeCamera final : SourcePart {
  explicit FakeCamera(SourceId id, std::size_t queue = 64) : id_(id), queue_(queue) {}

  SourceId source() const override { return id_; }
  std::optional<base::Duration> frame_time() const override { return every; }
  bool away() const override { return is_away; }
  cv::Mat orient(const cv::Mat& image) const override { return turn ? turn(image) : image; }
  std::size_t queue_frames() const override { return queue_; }

  std::optional<base::Duration> every = std::chrono::milliseconds(10);
  bool is_away = false;
  std::function<cv::Mat(const cv::Mat&)> turn;

 private:
  SourceId id_;
  std::size_t queue_;
};

struct FakeDetection final : transaction::Part {
  static constexpr std::string_view section = "detection";
  explicit FakeDetection(std::uint64_t number) : tag(number) {}
  std::uint64_t tag;
};

// Camera and detector of one revision.
inline transaction::Parts parts_of(SourceId source, std::uint64_t tag = 0) {
  transaction::Parts parts;
  if (source != 0) parts["camera"] = std::make_shared<FakeCamera>(source);
  parts["detection"] = std::make_shared<FakeDetection>(tag);
  return parts;
}

// A picture that shows which source made it.
inline RawFrame frame_of(SourceId source, std::int64_t index, base::SteadyTime captured) {
  return {cv::Mat(2, 2, CV_32SC1, cv::Scalar(static_cast<double>(source))), captured, index};
}
inline SourceId source_in(const cv::Mat& image) { return static_cast<SourceId>(image.at<int>(0, 0)); }

// Does what the test says; rehearsals are answered by `on_rehearse`.
class FakeStage final : public Stage {
 public:
  using Process = std::function<void(const Frame&, FrameResult&)>;
  using Rehearse = std::function<base::Result<void>(const Frame&)>;

  explicit FakeStage(Process process = {}, Rehearse rehearse = {}, std::string name = "detection")
      : process_(std::move(process)), rehearse_(std::move(rehearse)), name_(std::move(name)) {}

  std::string_view name() const override { return name_; }
  void process(const Frame& frame, FrameResult& result) override {
    if (process_) process_(frame, result);
  }
  base::Result<void> rehearse(const Frame& frame, std::stop_token) const override {
    if (rehearse_) return rehearse_(frame);
    return {};
  }

 private:
  Process process_;
  Rehearse rehearse_;
  std::string name_;
};

inline std::vector<std::unique_ptr<Stage>> one_stage(FakeStage::Process process = {},
                                                     FakeStage::Rehearse rehearse = {}) {
  std::vector<std::unique_ptr<Stage>> stages;
  stages.push_back(std::make_unique<FakeStage>(std::move(process), std::move(rehearse)));
  return stages;
}

// Everything a subscriber got.
class Results {
 public:
  explicit Results(PipelineApi& pipeline) {
    subscription_ = pipeline.subscribe([this](const std::shared_ptr<const FrameResult>& result) {
      std::lock_guard lock(mutex_);
      all_.push_back(*result);
      came_.notify_all();
    });
  }

  // The first `count`, once they have come.
  std::vector<FrameResult> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return all_.size() >= count; });
    return {all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(count)};
  }
  std::size_t count() {
    std::lock_guard lock(mutex_);
    return all_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<FrameResult> all_;
  std::unique_ptr<Subscription> subscription_;
};

}  // namespace visiond::pipeline
