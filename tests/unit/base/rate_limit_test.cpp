#include "daemon/base/rate_limit.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::base {
namespace {

using std::chrono::milliseconds;

const WallTime noon{std::chrono::seconds(1790000000)};

int due(double rate, milliseconds pause, int frames) {
  RateLimit limit(rate);
  int count = 0;
  for (int n = 0; n < frames; ++n) count += limit.is_due(noon + n * pause) ? 1 : 0;
  return count;
}

TEST(RateLimit, lets_everything_through_at_0) { EXPECT_EQ(due(0, milliseconds(0), 50), 50); }

TEST(RateLimit, keeps_the_rate_where_it_does_not_divide_that_of_the_frames) {
  EXPECT_EQ(due(20, milliseconds(33), 1000), 660);
}

TEST(RateLimit, lets_all_through_where_frames_are_fewer) { EXPECT_EQ(due(10, milliseconds(500), 100), 100); }

TEST(RateLimit, goes_on_when_the_clock_is_set_back) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.is_due(noon));
  EXPECT_TRUE(limit.is_due(noon - std::chrono::hours(1)));
  EXPECT_FALSE(limit.is_due(noon - std::chrono::hours(1) + milliseconds(500)));
}

}  // namespace
}  // namespace visiond::base
