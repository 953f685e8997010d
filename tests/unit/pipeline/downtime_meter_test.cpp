#include "services/pipeline/downtime_meter.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds frame_time{100};

base::SteadyTime at(int ms) { return base::SteadyTime(std::chrono::hours(1)) + milliseconds(ms); }

DowntimeMeter fed_until(int ms) {
  DowntimeMeter meter;
  for (int each = 0; each <= ms; each += 100) meter.frame(at(each));
  return meter;
}

TEST(DowntimeMeter, finds_none_where_the_next_frame_comes_in_time) {
  auto meter = fed_until(1000);
  meter.begin(at(1050), frame_time);
  meter.end(at(1050), frame_time);
  EXPECT_TRUE(meter.waiting());
  EXPECT_EQ(meter.downtime(), std::nullopt);
  meter.frame(at(1100));
  EXPECT_EQ(meter.downtime(), milliseconds(0));
}

TEST(DowntimeMeter, counts_from_the_last_good_frame_to_the_first_beyond_one_frame_time) {
  auto meter = fed_until(1000);
  meter.begin(at(1050), frame_time);
  meter.end(at(1400), frame_time);
  meter.frame(at(1420));
  EXPECT_EQ(meter.downtime(), milliseconds(320));
}

TEST(DowntimeMeter, is_not_misled_by_a_frame_held_back_before_the_outage) {
  auto meter = fed_until(1000);
  meter.begin(at(1050), frame_time);
  meter.end(at(2000), frame_time);
  meter.frame(at(1100));
  EXPECT_TRUE(meter.waiting());
  meter.frame(at(1980));
  EXPECT_EQ(meter.downtime(), milliseconds(780));
}

TEST(DowntimeMeter, does_not_blame_the_change_for_a_camera_that_was_away_before) {
  auto meter = fed_until(1000);
  meter.begin(at(60000), frame_time);
  meter.end(at(60200), frame_time);
  meter.frame(at(60250));
  EXPECT_EQ(meter.downtime(), milliseconds(250));
}

TEST(DowntimeMeter, allows_the_longer_of_two_frame_times) {
  auto meter = fed_until(1000);
  meter.begin(at(1050), frame_time);
  meter.end(at(1050), milliseconds(500));
  meter.frame(at(1490));
  EXPECT_EQ(meter.downtime(), milliseconds(0));
}

TEST(DowntimeMeter, takes_the_usual_time_between_frames_where_a_source_names_none) {
  auto meter = fed_until(3000);
  meter.begin(at(3010), std::nullopt);
  meter.end(at(3010), std::nullopt);
  meter.frame(at(3100));
  EXPECT_EQ(meter.downtime(), milliseconds(0));
  meter.begin(at(3110), std::nullopt);
  meter.end(at(3110), std::nullopt);
  meter.frame(at(3500));
  EXPECT_EQ(meter.downtime(), milliseconds(300));
}

TEST(DowntimeMeter, measures_nothing_before_the_first_frame_and_after_cancel) {
  DowntimeMeter meter;
  meter.begin(at(0), frame_time);
  meter.end(at(10), frame_time);
  meter.frame(at(500));
  EXPECT_FALSE(meter.waiting());
  EXPECT_EQ(meter.downtime(), std::nullopt);

  meter.begin(at(510), frame_time);
  meter.end(at(510), frame_time);
  meter.cancel();
  EXPECT_FALSE(meter.waiting());
  meter.frame(at(600));
  EXPECT_EQ(meter.downtime(), std::nullopt);
}

TEST(DowntimeMeter, forgets_the_outage_of_the_change_before) {
  auto meter = fed_until(1000);
  meter.begin(at(1050), frame_time);
  meter.end(at(1400), frame_time);
  meter.frame(at(1450));
  meter.begin(at(1460), frame_time);
  meter.end(at(1460), frame_time);
  meter.frame(at(1550));
  EXPECT_EQ(meter.downtime(), milliseconds(0));
}

}  // namespace
}  // namespace visiond::pipeline
