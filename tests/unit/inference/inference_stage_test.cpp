#include "services/inference/inference_stage.hpp"

#include "services/inference/inference_part.hpp"
#include "services/pipeline/source_tap.hpp"
#include "tests/unit/inference/happenings.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace visiond::inference {
namespace {

using Lines = std::vector<std::string>;

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
  Lines lines;
  base::WallTime last_time{};
  base::Revision last_revision;
};

class InferenceStageTest : public ::testing::Test {
 protected:
  InferenceStageTest() { settings.track_min_hits = 1; }

  // The id that a thing which is always there gets.
  std::uint64_t process() {
    transaction::Parts parts;
    if (camera != nullptr) parts["camera"] = camera;
    if (!impaired) parts["inference"] = std::make_shared<InferencePart>(settings);
    pipeline::Frame frame;
    frame.image = image;
    frame.index = index++;
    frame.capture_time = base::WallTime(std::chrono::seconds(frame.index));
    frame.generation = std::make_shared<const pipeline::Generation>(revision, std::move(parts));
    pipeline::FrameResult result;
    result.model = detects ? "fake" : "";
    result.looked = detects && looks;
    if (result.looked && there) result.detections.push_back({"person", 0.9, {0.4, 0.4, 0.2, 0.2}, {}});
    events.lines.clear();
    stage.process(frame, result);
    return result.detections.empty() ? 0 : result.detections[0].track_id;
  }

  FakeSink events;
  InferenceStage stage{events};
  InferenceSettings settings;
  std::shared_ptr<FakeCamera> camera = std::make_shared<FakeCamera>(1, "upright");
  cv::Mat image{48, 64, CV_8UC3, cv::Scalar::all(0)};
  base::Revision revision{7};
  std::int64_t index = 100;
  bool impaired = false, detects = true, looks = true, there = true;
};

TEST_F(InferenceStageTest, gives_ids_and_tells_with_the_frames_time_and_revision) {
  EXPECT_EQ(process(), 1U);
  EXPECT_EQ(events.lines, Lines{"start 1 person"});
  EXPECT_EQ(events.last_revision, base::Revision{7});
  EXPECT_EQ(events.last_time, base::WallTime(std::chrono::seconds(100)));
}

TEST_F(InferenceStageTest, keeps_its_tracks_when_parameters_change) {
  EXPECT_EQ(process(), 1U);
  settings.track_iou = 0.5;
  revision.value = 8;
  EXPECT_EQ(process(), 1U);
}

// Two generations in turn, as they never come, would show any parameter that is kept beside the frame.
TEST_F(InferenceStageTest, takes_every_parameter_from_the_frames_own_generation) {
  settings.track_min_hits = 1000;
  const auto patient = settings;
  auto eager = settings;
  eager.track_min_hits = 4;
  for (int n = 1; n <= 6; ++n) {
    settings = n % 2 == 0 ? eager : patient;
    EXPECT_EQ(process(), n >= 4 ? 1U : 0U) << "frame " << n;
  }
  there = false;
  auto brief = eager;
  brief.track_max_age = 3;
  for (int n = 1; n <= 3; ++n) {
    settings = n % 2 == 0 ? patient : brief;
    process();
    EXPECT_EQ(events.lines, Lines{}) << "frame " << n;
  }
  settings = patient;
  process();
  EXPECT_EQ(events.lines, Lines{}) << "its own generation is more patient";
  settings = brief;
  process();
  EXPECT_EQ(events.lines, Lines{"end 1 person"});
}

TEST_F(InferenceStageTest, starts_anew_when_the_algorithm_changes) {
  EXPECT_EQ(process(), 1U);
  settings.tracking = Tracking::iou;
  EXPECT_EQ(process(), 2U);
  EXPECT_EQ(events.lines, (Lines{"end 1 person", "start 2 person"}));
}

TEST_F(InferenceStageTest, starts_anew_when_the_scene_changes) {
  EXPECT_EQ(process(), 1U);
  image = cv::Mat(64, 48, CV_8UC3, cv::Scalar::all(0));
  EXPECT_EQ(process(), 2U);
  camera = std::make_shared<FakeCamera>(1, "turned");
  EXPECT_EQ(process(), 3U);
  camera = std::make_shared<FakeCamera>(2, "turned");
  EXPECT_EQ(process(), 4U);
  EXPECT_EQ(process(), 4U);
}

TEST_F(InferenceStageTest, ends_tracks_when_it_is_switched_off) {
  EXPECT_EQ(process(), 1U);
  settings.tracking = Tracking::none;
  EXPECT_EQ(process(), 0U);
  EXPECT_EQ(events.lines, Lines{"end 1 person"});
  settings.tracking = Tracking::kalman;
  EXPECT_EQ(process(), 2U);
}

TEST_F(InferenceStageTest, ends_tracks_when_nothing_detects_any_more) {
  EXPECT_EQ(process(), 1U);
  detects = false;
  process();
  EXPECT_EQ(events.lines, Lines{"end 1 person"});
}

TEST_F(InferenceStageTest, ends_tracks_while_the_section_is_impaired) {
  EXPECT_EQ(process(), 1U);
  impaired = true;
  EXPECT_EQ(process(), 0U);
  EXPECT_EQ(events.lines, Lines{"end 1 person"});
}

TEST_F(InferenceStageTest, does_not_count_frames_that_detection_left_out) {
  settings.track_max_age = 1;
  EXPECT_EQ(process(), 1U);
  looks = false;
  for (int n = 0; n < 20; ++n) process();
  EXPECT_EQ(events.lines, Lines{});
  looks = true;
  EXPECT_EQ(process(), 1U);
}

TEST_F(InferenceStageTest, bears_a_source_that_counts_anew) {
  EXPECT_EQ(process(), 1U);
  index = 0;
  EXPECT_EQ(process(), 1U);
}

}  // namespace
}  // namespace visiond::inference
