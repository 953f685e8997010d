#pragma once
// A camera part that says where a frame comes from, a classifier that notes what it was shown, and a sink of events.

#include "services/inference/inference_stage.hpp"
#include "services/pipeline/source_tap.hpp"
#include "tests/unit/inference/happenings.hpp"

#include <opencv2/core.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::inference {

struct FakeCamera final : pipeline::SourcePart {
  FakeCamera(pipeline::SourceId id, std::string look) : id_(id), look_(std::move(look)) {}
  pipeline::SourceId source() const override { return id_; }
  std::optional<base::Duration> frame_time() const override { return std::nullopt; }
  cv::Mat orient(const cv::Mat& image) const override { return image; }
  std::string appearance() const override { return look_; }
  std::size_t queue_frames() const override { return 2; }

 private:
  pipeline::SourceId id_;
  std::string look_;
};

// What was told, with its revision and time.
struct FakeSink final : pipeline::EventSink {
  void publish(base::WallTime time, base::Revision revision, pipeline::Happening happening) override {
    lines.push_back(text_of(happening));
    last_time = time;
    last_revision = revision;
  }
  std::vector<std::string> lines;
  base::WallTime last_time{};
  base::Revision last_revision;
};

// Of "a", "b" and "c" always b is the likeliest.
class FakeClassifier final : public Classifier {
 public:
  explicit FakeClassifier(std::string name = "fake@1") : name_(std::move(name)) {}
  std::string name() const override { return name_; }
  const std::vector<std::string>& labels() const override { return labels_; }
  base::Result<std::vector<double>> classify(const cv::Mat& picture) const override {
    shown = picture.size();
    if (fails) return base::Error{base::ErrorCode::rolled_back, "", "wrong shape"};
    return std::vector<double>{0.1, 0.6, 0.3};
  }

  mutable cv::Size shown;
  bool fails = false;

 private:
  std::string name_;
  std::vector<std::string> labels_{"a", "b", "c"};
};

}  // namespace visiond::inference
