#pragma once
// A detector that counts, and a camera part that says which source and orientation a frame comes from.

#include "services/detection/detection_part.hpp"
#include "services/pipeline/frame.hpp"
#include "services/pipeline/source_tap.hpp"

#include <opencv2/core.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace visiond::detection {

class FakeDetector final : public Detector {
 public:
  // Counts the pictures that it was shown.
  struct Count final : Memory {
    int pictures = 0;
  };

  explicit FakeDetector(std::string key = "fake") : key_(std::move(key)) {}

  std::string name() const override { return "fake"; }
  std::string memory_key() const override { return key_; }
  std::unique_ptr<Memory> make_memory() const override { return std::make_unique<Count>(); }
  // One detection, sure, whose label says how many pictures its memory has seen.
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings&,
                                          Memory& memory) const override {
    if (on_detect) on_detect(image);
    return {{std::to_string(++static_cast<Count&>(memory).pictures), 0.9, {0.4, 0.4, 0.2, 0.2}, {}}};
  }

  std::function<void(const cv::Mat&)> on_detect;

 private:
  std::string key_;
};

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

}  // namespace visiond::detection
