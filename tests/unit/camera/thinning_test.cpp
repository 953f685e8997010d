#include "services/camera/thinning.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace visiond::camera {
namespace {

using std::chrono::milliseconds;

int taken(Thinning thinning, int frames, milliseconds period) {
  int count = 0;
  for (int n = 0; n < frames; ++n) count += thinning.takes(base::SteadyTime(n * period)) ? 1 : 0;
  return count;
}

TEST(Thinning, takes_all_without_a_rate) { EXPECT_EQ(taken(Thinning(), 100, milliseconds(1)), 100); }

TEST(Thinning, leaves_as_many_as_the_rate_allows) {
  EXPECT_NEAR(taken(Thinning(10), 300, milliseconds(10)), 30, 1);
  EXPECT_NEAR(taken(Thinning(20), 300, milliseconds(33)), 198, 4);
}

TEST(Thinning, takes_all_of_a_source_that_is_slower_or_just_as_fast) {
  EXPECT_EQ(taken(Thinning(30), 100, milliseconds(40)), 100);
  Thinning jitter(10);
  for (const int at : {0, 110, 195, 305, 390, 510}) EXPECT_TRUE(jitter.takes(base::SteadyTime(milliseconds(at)))) << at;
}

}  // namespace
}  // namespace visiond::camera
