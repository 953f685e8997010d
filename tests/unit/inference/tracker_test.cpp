#include "services/inference/tracker.hpp"

#include "tests/unit/inference/happenings.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace visiond::inference {
namespace {

using pipeline::Detection;
using Lines = std::vector<std::string>;

Detection at(double x, double y = 0.4, std::vector<std::string> zones = {}) {
  return {"person", 0.9, {x, y, 0.1, 0.2}, std::move(zones)};
}

class TrackerTest : public ::testing::TestWithParam<Tracking> {
 protected:
  // The ids that the detections got.
  std::vector<std::uint64_t> update(std::vector<Detection> detections) {
    happened = text_of(tracker.update(detections, settings, 1));
    std::vector<std::uint64_t> ids;
    for (const auto& each : detections) ids.push_back(each.track_id);
    return ids;
  }
  void update_often(int times, const std::vector<Detection>& detections) {
    for (int n = 0; n < times; ++n) update(detections);
  }

  InferenceSettings settings;
  std::uint64_t next_id = 1;
  Tracker tracker{GetParam(), next_id};
  Lines happened;
};

using Ids = std::vector<std::uint64_t>;

TEST_P(TrackerTest, begins_a_track_once_it_was_seen_often_enough) {
  settings.track_min_hits = 3;
  EXPECT_EQ(update({at(0.1)}), Ids{0});
  EXPECT_EQ(update({at(0.1)}), Ids{0});
  EXPECT_EQ(happened, Lines{});
  EXPECT_EQ(update({at(0.1)}), Ids{1});
  EXPECT_EQ(happened, Lines{"start 1 person"});
  EXPECT_EQ(update({at(0.1)}), Ids{1});
  EXPECT_EQ(happened, Lines{});
}

TEST_P(TrackerTest, begins_at_once_where_one_frame_is_enough) {
  settings.track_min_hits = 1;
  EXPECT_EQ(update({at(0.1), at(0.6)}), (Ids{1, 2}));
}

TEST_P(TrackerTest, forgets_what_flashed_up) {
  settings.track_min_hits = 2;
  for (int n = 0; n < 10; ++n) {
    EXPECT_EQ(update({at(0.1)}), Ids{0});
    update({});
    EXPECT_EQ(happened, Lines{});
  }
}

TEST_P(TrackerTest, ends_a_track_that_is_not_seen_for_longer_than_allowed) {
  settings.track_max_age = 5;
  update_often(3, {at(0.1)});
  for (int n = 0; n < 5; ++n) {
    update({});
    EXPECT_EQ(happened, Lines{});
  }
  update({});
  EXPECT_EQ(happened, Lines{"end 1 person"});
  update_often(3, {at(0.1)});
  EXPECT_EQ(happened, Lines{"start 2 person"}) << "an id is never used again";
}

TEST_P(TrackerTest, keeps_a_track_that_comes_back_in_time) {
  settings.track_max_age = 5;
  update_often(3, {at(0.1)});
  update_often(5, {});
  EXPECT_EQ(update({at(0.1)}), Ids{1});
  update_often(5, {});
  EXPECT_EQ(update({at(0.1)}), Ids{1});
}

TEST_P(TrackerTest, finds_what_moved_behind_something_for_a_second) {
  constexpr double speed = 0.01;
  double x = 0.05;
  for (int n = 0; n < 15; ++n) update({at(x += speed)});
  for (int n = 0; n < 30; ++n) x += speed, update({});
  EXPECT_EQ(update({at(x += speed)}), Ids{1});
}

TEST_P(TrackerTest, tells_things_apart_that_cross) {
  // Past each other, one above the other by half of their height.
  for (int n = 0; n < 60; ++n) {
    const double way = 0.01 * n;
    const auto ids = update({at(0.1 + way, 0.4), at(0.7 - way, 0.5)});
    if (n < 2) continue;
    ASSERT_EQ(ids, (Ids{1, 2})) << "frame " << n;
  }
}

TEST_P(TrackerTest, keeps_an_id_with_its_label) {
  settings.track_min_hits = 1;
  update({at(0.1)});
  auto dog = at(0.1);
  dog.label = "dog";
  EXPECT_EQ(update({dog}), Ids{2});
  EXPECT_EQ(happened, Lines{"start 2 dog"});
}

TEST_P(TrackerTest, takes_each_frames_own_parameters) {
  settings.track_min_hits = 100;
  update_often(3, {at(0.1)});
  settings.track_min_hits = 4;
  EXPECT_EQ(update({at(0.1)}), Ids{1});
  update_often(9, {});
  settings.track_max_age = 3;
  update({});
  EXPECT_EQ(happened, Lines{"end 1 person"});
}

TEST_P(TrackerTest, tells_when_zones_are_entered_and_left) {
  settings.track_min_hits = 2;
  settings.track_max_age = 2;
  update({at(0.1, 0.4, {"door"})});
  update({at(0.1, 0.4, {"door"})});
  EXPECT_EQ(happened, (Lines{"start 1 person", "enter 1 person door"}));
  update({at(0.1, 0.4, {"door", "mat"})});
  EXPECT_EQ(happened, Lines{"enter 1 person mat"});
  update({});
  EXPECT_EQ(happened, Lines{}) << "out of sight is not out of the zone";
  update({at(0.1, 0.4, {"mat"})});
  EXPECT_EQ(happened, Lines{"leave 1 person door"});
  update_often(3, {});
  EXPECT_EQ(happened, (Lines{"leave 1 person mat", "end 1 person"}));
}

TEST_P(TrackerTest, ends_all_at_once_and_tells_only_of_those_that_began) {
  settings.track_min_hits = 2;
  update({at(0.1)});
  update({at(0.1), at(0.6)});
  EXPECT_EQ(text_of(tracker.end()), Lines{"end 1 person"});
  EXPECT_EQ(text_of(tracker.end()), Lines{});
}

// Whatever is seen: an id belongs to one thing at a time, begins once, ends once, and never comes back.
TEST_P(TrackerTest, never_uses_an_id_again) {
  std::mt19937 random(20261124);
  std::uniform_real_distribution<double> anywhere(0, 0.9);
  settings.track_min_hits = 1;
  settings.track_max_age = 2;
  std::set<std::uint64_t> alive, dead;
  for (int n = 0; n < 3000; ++n) {
    std::vector<Detection> detections;
    for (auto count = random() % 6; count > 0; --count) detections.push_back(at(anywhere(random), anywhere(random)));
    for (const auto& each : tracker.update(detections, settings, 1)) {
      if (const auto* started = std::get_if<pipeline::TrackStarted>(&each)) {
        ASSERT_FALSE(dead.contains(started->track_id));
        ASSERT_TRUE(alive.insert(started->track_id).second);
      } else if (const auto* ended = std::get_if<pipeline::TrackEnded>(&each)) {
        ASSERT_EQ(alive.erase(ended->track_id), 1U);
        dead.insert(ended->track_id);
      }
    }
    std::set<std::uint64_t> shown;
    for (const auto& each : detections) {
      ASSERT_TRUE(alive.contains(each.track_id));
      ASSERT_TRUE(shown.insert(each.track_id).second) << "one id twice in a frame";
    }
  }
  EXPECT_GT(dead.size(), 1000U);
}

INSTANTIATE_TEST_SUITE_P(Both, TrackerTest, ::testing::Values(Tracking::iou, Tracking::kalman),
                         [](const auto& each) { return each.param == Tracking::iou ? "iou" : "kalman"; });

}  // namespace
}  // namespace visiond::inference
