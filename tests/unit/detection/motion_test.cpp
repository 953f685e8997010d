#include "services/detection/motion.hpp"

#include "services/camera/synthetic.hpp"
#include "services/detection/filter.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <iostream>

namespace visiond::detection {
namespace {

using pipeline::Box;
using pipeline::Detection;

Box box_of(const cv::Rect& rect, const cv::Size& size) {
  const double width = size.width, height = size.height;
  return {rect.x / width, rect.y / height, rect.width / width, rect.height / height};
}

// Detections and shapes that belong together: each shape at most once, by intersection over union.
struct Score {
  int found = 0, right = 0, shapes = 0;

  void count(const std::vector<Detection>& detections, std::vector<Box> truth) {
    constexpr double same = 0.5;
    found += static_cast<int>(detections.size());
    shapes += static_cast<int>(truth.size());
    for (const auto& each : detections) {
      const auto match = std::find_if(truth.begin(), truth.end(),
                                      [&](const Box& box) { return intersection_over_union(box, each.box) >= same; });
      if (match == truth.end()) continue;
      ++right;
      truth.erase(match);
    }
  }
  double precision() const { return found > 0 ? static_cast<double>(right) / found : 1; }
  double recall() const { return static_cast<double>(right) / shapes; }
};

class MotionTest : public ::testing::Test {
 protected:
  std::vector<Detection> detect(const cv::Mat& image) { return detector.detect(image, settings, *memory); }

  DetectionSettings settings;
  MotionDetector detector{500};
  std::unique_ptr<Memory> memory = detector.make_memory();
  cv::Mat grey{240, 320, CV_8UC3, cv::Scalar::all(100)};
};

TEST_F(MotionTest, finds_the_shapes_of_the_synthetic_camera) {
  constexpr int frames = 400, learning = 30, size_of_sample = 3;
  Score score;
  for (std::uint64_t seed = 1; seed <= size_of_sample; ++seed) {
    camera::SyntheticSource source(seed, 3);
    ASSERT_TRUE(source.open({320, 240, 30}));
    memory = detector.make_memory();
    for (int index = 0; index < frames; ++index) {
      const auto image = *source.read(index);
      const auto detections = filter(detect(image), settings);
      if (index < learning) continue;
      std::vector<Box> truth;
      for (const auto& rect : source.ground_truth(index)) truth.push_back(box_of(rect, image.size()));
      score.count(detections, truth);
    }
  }
  std::cout << "precision " << score.precision() << ", recall " << score.recall() << " of " << score.shapes
            << " shapes\n";
  EXPECT_GE(score.precision(), 0.9);
  EXPECT_GE(score.recall(), 0.8);
}

TEST_F(MotionTest, finds_nothing_in_the_first_picture_whatever_it_shows) {
  camera::SyntheticSource source(1, 4);
  ASSERT_TRUE(source.open({320, 240, 30}));
  EXPECT_TRUE(detect(*source.read(0)).empty());
}

TEST_F(MotionTest, finds_nothing_where_nothing_moves) {
  camera::SyntheticSource source(1, 0);
  ASSERT_TRUE(source.open({320, 240, 30}));
  for (int index = 0; index < 20; ++index) EXPECT_TRUE(detect(*source.read(index)).empty());
}

TEST_F(MotionTest, tells_label_box_and_how_much_of_it_moved) {
  for (int n = 0; n < 20; ++n) detect(grey);
  auto moved = grey.clone();
  moved(cv::Rect(80, 60, 64, 48)).setTo(cv::Scalar::all(220));
  const auto found = detect(moved);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "motion");
  EXPECT_GT(found[0].confidence, 0.9);
  EXPECT_LE(found[0].confidence, 1);
  EXPECT_GT(intersection_over_union(found[0].box, {0.25, 0.25, 0.2, 0.2}), 0.9);
}

TEST_F(MotionTest, leaves_noise_out) {
  for (int n = 0; n < 20; ++n) detect(grey);
  auto moved = grey.clone();
  moved(cv::Rect(80, 60, 2, 2)).setTo(cv::Scalar::all(220));
  EXPECT_TRUE(detect(moved).empty());
}

TEST_F(MotionTest, sees_small_differences_only_below_the_threshold) {
  auto brighter = grey.clone();
  brighter(cv::Rect(80, 60, 64, 48)) += cv::Scalar::all(30);
  for (int n = 0; n < 20; ++n) detect(grey);
  settings.motion_threshold = 120;
  EXPECT_TRUE(detect(brighter).empty());
  settings.motion_threshold = 10;
  EXPECT_FALSE(detect(brighter).empty());
}

TEST_F(MotionTest, remembers_in_its_memory_only) {
  const auto other = detector.make_memory();
  for (int n = 0; n < 20; ++n) detect(grey);
  const cv::Mat white(240, 320, CV_8UC3, cv::Scalar::all(255));
  EXPECT_TRUE(detector.detect(white, settings, *other).empty());
  EXPECT_FALSE(detect(white).empty());
}

TEST_F(MotionTest, needs_a_new_memory_for_another_history) {
  EXPECT_EQ(detector.name(), "motion");
  EXPECT_EQ(detector.memory_key(), MotionDetector(500).memory_key());
  EXPECT_NE(detector.memory_key(), MotionDetector(100).memory_key());
}

}  // namespace
}  // namespace visiond::detection
