#include "services/pipeline/statistics.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

double in_milliseconds(base::Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

class StatisticsTest : public ::testing::Test {
 protected:
  testing::ManualClock clock;
  Statistics statistics;
};

TEST_F(StatisticsTest, tell_the_rate_over_the_last_two_seconds) {
  for (int n = 0; n < 100; ++n) {
    clock.advance(milliseconds(100));
    statistics.frame(clock.steady_now(), milliseconds(1));
  }
  const auto status = statistics.status(clock.steady_now());
  EXPECT_EQ(status.frames, 100U);
  EXPECT_NEAR(status.fps, 10, 0.5);
}

TEST_F(StatisticsTest, fall_to_zero_when_frames_stop) {
  statistics.frame(clock.steady_now(), milliseconds(1));
  clock.advance(std::chrono::seconds(3));
  EXPECT_EQ(statistics.status(clock.steady_now()).fps, 0);
  EXPECT_EQ(statistics.status(clock.steady_now()).frames, 1U);
}

TEST_F(StatisticsTest, tell_percentiles_of_the_newest_frames_only) {
  for (int n = 0; n < 256; ++n) statistics.frame(clock.steady_now(), std::chrono::seconds(9));
  for (int n = 1; n <= 256; ++n) statistics.frame(clock.steady_now(), milliseconds(n));
  const auto status = statistics.status(clock.steady_now());
  EXPECT_NEAR(in_milliseconds(status.latency_p50), 128, 2);
  EXPECT_NEAR(in_milliseconds(status.latency_p99), 253, 2);
}

TEST_F(StatisticsTest, tell_nothing_before_the_first_frame) {
  const auto status = statistics.status(clock.steady_now());
  EXPECT_EQ(status.frames, 0U);
  EXPECT_EQ(status.latency_p50, base::Duration{});
  EXPECT_TRUE(status.drops.empty());
}

TEST_F(StatisticsTest, count_drops_by_reason) {
  statistics.drop("held");
  statistics.drop("late", 5);
  statistics.drop("held");
  const auto drops = statistics.status(clock.steady_now()).drops;
  ASSERT_EQ(drops.size(), 2U);
  EXPECT_EQ(drops[0].reason, "held");
  EXPECT_EQ(drops[0].count, 2U);
  EXPECT_EQ(drops[1].reason, "late");
  EXPECT_EQ(drops[1].count, 5U);
}

}  // namespace
}  // namespace visiond::pipeline
