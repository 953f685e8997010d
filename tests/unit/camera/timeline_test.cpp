#include "services/camera/timeline.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::camera {
namespace {

using std::chrono::milliseconds;

const base::SteadyTime epoch{std::chrono::hours(5)};

TEST(Timeline, counts_frames_from_its_epoch) {
  const Timeline timeline{epoch, 0, 10};
  EXPECT_EQ(timeline.due(0), epoch);
  EXPECT_EQ(timeline.due(25), epoch + milliseconds(2500));
  EXPECT_EQ(timeline.index_at(epoch + milliseconds(2499)), 24);
  EXPECT_EQ(timeline.index_at(epoch + milliseconds(2500)), 25);
}

TEST(Timeline, gives_each_frame_its_own_index_back_for_months) {
  for (const double fps : {1.0, 23.976, 25.0, 29.97, 30.0, 59.94, 240.0}) {
    const Timeline timeline{epoch, 3, fps};
    const auto quarter = static_cast<std::int64_t>(fps * 90 * 86400);
    for (const std::int64_t around : {std::int64_t{3}, std::int64_t{100000}, quarter}) {
      for (std::int64_t index = around; index < around + 100; ++index)
        ASSERT_EQ(timeline.index_at(timeline.due(index)), index) << fps;
    }
  }
}

TEST(Timeline, stays_itself_at_its_own_rate) {
  const Timeline timeline{epoch, 7, 25};
  EXPECT_EQ(timeline.at_rate(25, epoch + std::chrono::hours(1)), timeline);
}

TEST(Timeline, keeps_its_position_when_the_rate_changes) {
  const Timeline timeline{epoch, 0, 30};
  const auto now = epoch + std::chrono::seconds(10);
  const auto faster = timeline.at_rate(60, now);
  EXPECT_EQ(faster.index_at(now), 300);
  EXPECT_EQ(faster.index_at(now + std::chrono::seconds(1)), 360);
}

TEST(Timeline, keeps_its_position_between_two_frames_too) {
  const Timeline timeline{epoch, 0, 1};
  const auto now = epoch + milliseconds(10750);
  const auto faster = timeline.at_rate(10, now);
  EXPECT_EQ(faster.index_at(now), 10);
  EXPECT_EQ(faster.due(11), now + milliseconds(25));
}

}  // namespace
}  // namespace visiond::camera
