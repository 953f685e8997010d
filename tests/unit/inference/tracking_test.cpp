// Tracks against the ground truth of the synthetic camera, with figures printed and bounded.
#include "services/camera/synthetic.hpp"
#include "services/detection/filter.hpp"
#include "services/detection/motion.hpp"
#include "services/inference/tracker.hpp"
#include "tests/unit/inference/tracking_score.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace visiond::inference {
namespace {

using pipeline::Box;
using pipeline::Detection;

constexpr int width = 320, height = 240, fps = 30;

Box box_of(const cv::Rect& rect) {
  return {static_cast<double>(rect.x) / width, static_cast<double>(rect.y) / height,
          static_cast<double>(rect.width) / width, static_cast<double>(rect.height) / height};
}

class TrackingTest : public ::testing::TestWithParam<Tracking> {
 protected:
  static camera::SyntheticSource open(std::uint64_t seed, int shapes) {
    camera::SyntheticSource source(seed, shapes);
    source.open({width, height, fps}).value();
    return source;
  }
  static std::vector<Truth> truth_of(const camera::SyntheticSource& source, std::int64_t index, int object = 0) {
    std::vector<Truth> truth;
    for (const auto& rect : source.ground_truth(index)) truth.push_back({object++, box_of(rect)});
    return truth;
  }
  // As a good detector sees it: a little beside, now and then not at all.
  std::vector<Detection> seen(const std::vector<Truth>& truth) {
    std::normal_distribution<double> noise(0, 0.03);
    std::vector<Detection> detections;
    for (const auto& each : truth) {
      if (random() % 20 == 0) continue;
      auto box = each.box;
      box.x += noise(random) * box.width, box.y += noise(random) * box.height;
      box.width *= 1 + noise(random), box.height *= 1 + noise(random);
      detections.push_back({"shape", 0.9, box, {}});
    }
    return detections;
  }
  // A shape that turned round at an edge is not where it was going.
  static bool bounces(const camera::SyntheticSource& source, std::int64_t from, std::int64_t to) {
    const auto step = [&](std::int64_t n) {
      return source.ground_truth(n)[0].tl() - source.ground_truth(n - 1)[0].tl();
    };
    const auto other_way = [](int a, int b) { return (a > 0) != (b > 0); };
    const auto first = step(from + 1), last = step(to);
    return other_way(first.x, last.x) || other_way(first.y, last.y);
  }
  void print(const TrackingScore& score, std::size_t objects) {
    std::cout << (GetParam() == Tracking::iou ? "iou" : "kalman") << ": precision " << score.precision() << ", recall "
              << score.recall() << ", id switches " << score.switches() << ", " << score.ids() << " ids for " << objects
              << " objects\n";
  }

  InferenceSettings settings;
  std::uint64_t next_id = 1;
  int seen_again = 0;
  std::mt19937 random{7};
};

TEST_P(TrackingTest, keeps_ids_of_a_noisy_detector) {
  constexpr std::uint64_t seeds = 5;
  constexpr int shapes = 4, frames = 600;
  TrackingScore all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto source = open(seed, shapes);
    Tracker tracker(GetParam(), next_id);
    for (int index = 0; index < frames; ++index) {
      const auto truth = truth_of(source, index, static_cast<int>(seed) * shapes);
      auto detections = seen(truth);
      tracker.update(detections, settings, 1);
      all.count(detections, truth);
    }
  }
  print(all, seeds * shapes);
  EXPECT_GE(all.precision(), 0.95);
  EXPECT_GE(all.recall(), 0.9);
  EXPECT_LE(all.switches(), 25);
}

// A shape is seen for one and a half seconds, covered for one, and seen again.
TEST_P(TrackingTest, keeps_ids_through_occlusions_of_a_second) {
  constexpr int before = 45, covered = fps, trials = 400;
  int kept = 0, bounced = 0, kept_though_bounced = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const auto source = open(static_cast<std::uint64_t>(trial), 1);
    const auto start = static_cast<std::int64_t>(random() % 1000);
    Tracker tracker(GetParam(), next_id);
    std::uint64_t id = 0;
    std::vector<Detection> detections;
    for (int n = 0; n <= before + covered; ++n) {
      const bool hidden = n >= before && n < before + covered;
      detections = hidden ? std::vector<Detection>{} : seen(truth_of(source, start + n));
      tracker.update(detections, settings, 1);
      if (n < before && !detections.empty()) id = detections[0].track_id;
    }
    if (detections.empty()) continue;  // missed by the detector
    const bool same = id != 0 && detections[0].track_id == id;
    const bool turned = bounces(source, start + before - 20, start + before + covered);
    (turned ? bounced : kept) += same || turned;
    kept_though_bounced += turned && same;
    ++seen_again;
  }
  const int straight = seen_again - bounced;
  std::cout << kept << " of " << straight << " ids kept; where the shape turned round meanwhile, "
            << kept_though_bounced << " of " << bounced << "\n";
  EXPECT_GT(straight, trials / 4);
  EXPECT_GE(kept, straight * 95 / 100);
}

TEST_P(TrackingTest, follows_what_the_motion_detector_finds) {
  constexpr int frames = 400, learning = 30;
  auto source = open(3, 3);
  detection::MotionDetector detector(500);
  detection::DetectionSettings detection;
  const auto memory = detector.make_memory();
  Tracker tracker(GetParam(), next_id);
  TrackingScore score;
  for (int index = 0; index < frames; ++index) {
    auto detections = detection::filter(detector.detect(*source.read(index), detection, *memory), detection);
    tracker.update(detections, settings, 1);
    if (index >= learning) score.count(detections, truth_of(source, index));
  }
  print(score, 3);
  EXPECT_GE(score.precision(), 0.9);
  EXPECT_GE(score.recall(), 0.75);
  EXPECT_LE(score.switches(), 10);
}

INSTANTIATE_TEST_SUITE_P(Both, TrackingTest, ::testing::Values(Tracking::iou, Tracking::kalman),
                         [](const auto& each) { return each.param == Tracking::iou ? "iou" : "kalman"; });

}  // namespace
}  // namespace visiond::inference
