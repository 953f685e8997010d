#include "services/inference/inference_stage.hpp"

#include "tests/unit/inference/fakes.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace visiond::inference {
namespace {

using Lines = std::vector<std::string>;

class InferenceStageTest : public ::testing::Test {
 protected:
  InferenceStageTest() { settings.track_min_hits = 1; }

  pipeline::Frame frame() {
    transaction::Parts parts;
    if (camera != nullptr) parts["camera"] = camera;
    if (!impaired) parts["inference"] = std::make_shared<InferencePart>(settings, classifier);
    pipeline::Frame made;
    made.image = image;
    made.index = index++;
    made.capture_time = base::WallTime(std::chrono::seconds(made.index));
    made.generation = std::make_shared<const pipeline::Generation>(revision, std::move(parts));
    return made;
  }
  // The id that a thing which is always there gets.
  std::uint64_t process() {
    pipeline::FrameResult result;
    result.model = detects ? "fake" : "";
    result.looked = detects && looks;
    if (result.looked && there) result.detections.push_back({"person", 0.9, {0.4, 0.4, 0.2, 0.2}, {}});
    events.lines.clear();
    stage.process(frame(), result);
    classes.clear();
    for (const auto& each : result.detections) {
      for (const auto& is : each.classifications) classes.push_back(is.label);
    }
    return result.detections.empty() ? 0 : result.detections[0].track_id;
  }

  FakeSink events;
  InferenceStage stage{events};
  InferenceSettings settings;
  std::shared_ptr<FakeClassifier> classifier;
  Lines classes;  // of the newest frame
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

TEST_F(InferenceStageTest, classifies_the_picture_of_each_track) {
  classifier = std::make_shared<FakeClassifier>();
  settings.track_min_hits = 2;
  EXPECT_EQ(process(), 0U);
  EXPECT_EQ(classes, Lines{}) << "no track yet";
  EXPECT_EQ(process(), 1U);
  EXPECT_EQ(classes, (Lines{"b", "c"}));
  EXPECT_EQ(classifier->shown, cv::Size(13, 10)) << "the box's part of 64x48";
}

TEST_F(InferenceStageTest, classifies_every_detection_where_nothing_is_tracked) {
  classifier = std::make_shared<FakeClassifier>();
  settings.tracking = Tracking::none;
  process();
  EXPECT_EQ(classes, (Lines{"b", "c"}));
}

TEST_F(InferenceStageTest, keeps_to_the_frames_own_classifier_and_its_limits) {
  classifier = std::make_shared<FakeClassifier>();
  settings.top_k = 1;
  process();
  EXPECT_EQ(classes, Lines{"b"});
  settings.top_k = 20;
  settings.min_probability = 0;
  process();
  EXPECT_EQ(classes, (Lines{"b", "c", "a"}));
  classifier = nullptr;
  process();
  EXPECT_EQ(classes, Lines{});
}

TEST_F(InferenceStageTest, loses_the_frame_whose_picture_cannot_be_classified) {
  classifier = std::make_shared<FakeClassifier>();
  classifier->fails = true;
  EXPECT_THROW(process(), std::runtime_error);
}

TEST_F(InferenceStageTest, rehearses_the_classifier_on_the_whole_frame_without_touching_tracks) {
  classifier = std::make_shared<FakeClassifier>();
  EXPECT_TRUE(stage.rehearse(frame(), {}));
  EXPECT_EQ(classifier->shown, image.size());
  EXPECT_EQ(process(), 1U);
  classifier->fails = true;
  const auto failed = stage.rehearse(frame(), {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().path, "inference.classifier");
  classifier = nullptr;
  EXPECT_TRUE(stage.rehearse(frame(), {}));
}

}  // namespace
}  // namespace visiond::inference
