#include "services/detection/detection_stage.hpp"

#include "tests/unit/detection/fakes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::detection {
namespace {

using std::chrono::milliseconds;

class DetectionStageTest : public ::testing::Test {
 protected:
  pipeline::FrameResult process() {
    pipeline::FrameResult result;
    stage.process(frame(), result);
    return result;
  }
  // How many pictures the memory has seen by now; 0: nothing was detected.
  int seen() {
    const auto result = process();
    return result.detections.empty() ? 0 : std::stoi(result.detections[0].label);
  }
  pipeline::Frame frame() const {
    transaction::Parts parts;
    if (camera != nullptr) parts["camera"] = camera;
    if (!impaired) parts["detection"] = std::make_shared<DetectionPart>(settings, detector);
    pipeline::Frame made;
    made.image = image;
    made.captured = captured;
    made.generation = std::make_shared<const pipeline::Generation>(base::Revision{1}, std::move(parts));
    return made;
  }

  DetectionStage stage;
  DetectionSettings settings;
  std::shared_ptr<FakeDetector> detector = std::make_shared<FakeDetector>();
  std::shared_ptr<FakeCamera> camera = std::make_shared<FakeCamera>(1, "upright");
  cv::Mat image{48, 64, CV_8UC3, cv::Scalar::all(0)};
  base::SteadyTime captured{};
  bool impaired = false;
};

TEST_F(DetectionStageTest, detects_with_the_frames_own_detector_and_parameters) {
  settings.zones["middle"] = {{0.3, 0.3}, {0.7, 0.3}, {0.7, 0.7}, {0.3, 0.7}};
  const auto result = process();
  EXPECT_EQ(result.model, "fake");
  ASSERT_EQ(result.detections.size(), 1U);
  EXPECT_EQ(result.detections[0].zones, std::vector<std::string>{"middle"});
  settings.confidence = 0.95;
  EXPECT_TRUE(process().detections.empty());
}

TEST_F(DetectionStageTest, keeps_its_memory_from_frame_to_frame) {
  EXPECT_EQ(seen(), 1);
  EXPECT_EQ(seen(), 2);
  // Parameters do not touch it, nor does another detector of the same kind.
  settings.min_area = 0.01;
  detector = std::make_shared<FakeDetector>();
  EXPECT_EQ(seen(), 3);
}

TEST_F(DetectionStageTest, starts_anew_when_the_algorithm_changes) {
  EXPECT_EQ(seen(), 1);
  EXPECT_EQ(seen(), 2);
  detector = std::make_shared<FakeDetector>("another");
  EXPECT_EQ(seen(), 1);
}

TEST_F(DetectionStageTest, starts_anew_when_the_size_changes) {
  EXPECT_EQ(seen(), 1);
  image = cv::Mat(64, 48, CV_8UC3, cv::Scalar::all(0));
  EXPECT_EQ(seen(), 1);
  EXPECT_EQ(seen(), 2);
}

TEST_F(DetectionStageTest, starts_anew_when_the_source_changes) {
  EXPECT_EQ(seen(), 1);
  camera = std::make_shared<FakeCamera>(2, "upright");
  EXPECT_EQ(seen(), 1);
  camera = nullptr;
  EXPECT_EQ(seen(), 1);
}

TEST_F(DetectionStageTest, starts_anew_when_the_picture_is_turned) {
  EXPECT_EQ(seen(), 1);
  camera = std::make_shared<FakeCamera>(1, "turned");
  EXPECT_EQ(seen(), 1);
}

TEST_F(DetectionStageTest, starts_anew_after_it_was_switched_off) {
  EXPECT_EQ(seen(), 1);
  settings.enabled = false;
  const auto result = process();
  EXPECT_EQ(result.model, "");
  EXPECT_TRUE(result.detections.empty());
  settings.enabled = true;
  EXPECT_EQ(seen(), 1);
}

TEST_F(DetectionStageTest, does_nothing_while_the_section_is_impaired) {
  impaired = true;
  EXPECT_EQ(process().model, "");
}

TEST_F(DetectionStageTest, detects_at_most_as_often_as_asked) {
  settings.max_fps = 10;
  int detected = 0;
  for (int n = 0; n < 60; ++n) {
    if (seen() > 0) ++detected;
    captured += milliseconds(20);
  }
  EXPECT_EQ(detected, 12);
}

TEST_F(DetectionStageTest, takes_a_frame_that_comes_a_little_early_as_due) {
  settings.max_fps = 10;
  for (const int gap : {100, 97, 103, 95, 100}) {
    EXPECT_GT(seen(), 0);
    captured += milliseconds(gap);
  }
}

TEST_F(DetectionStageTest, looks_at_every_frame_again_when_the_limit_is_lifted) {
  settings.max_fps = 1;
  EXPECT_GT(seen(), 0);
  captured += milliseconds(10);
  EXPECT_EQ(seen(), 0);
  settings.max_fps = 0;
  EXPECT_GT(seen(), 0);
}

TEST_F(DetectionStageTest, rehearses_without_touching_the_running_memory) {
  EXPECT_EQ(seen(), 1);
  int pictures = 0;
  detector->on_detect = [&](const cv::Mat&) { ++pictures; };
  EXPECT_TRUE(stage.rehearse(frame(), {}));
  EXPECT_EQ(pictures, 1);
  EXPECT_EQ(seen(), 2);
}

TEST_F(DetectionStageTest, lets_the_rehearsal_show_what_a_detector_throws) {
  detector->on_detect = [](const cv::Mat&) { throw std::runtime_error("wrong shape"); };
  EXPECT_THROW(stage.rehearse(frame(), {}).value(), std::runtime_error);
  impaired = true;
  EXPECT_TRUE(stage.rehearse(frame(), {}));
}

}  // namespace
}  // namespace visiond::detection
