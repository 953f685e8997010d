#include "services/training/yielding.hpp"

#include <gtest/gtest.h>

namespace visiond::training {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds target{100};

TEST(Yielding, stands_still_while_frames_take_too_long) {
  Yielding yielding;
  EXPECT_FALSE(yielding.stands_still(milliseconds(100), target));
  EXPECT_TRUE(yielding.stands_still(milliseconds(101), target));
  EXPECT_TRUE(yielding.stands_still(milliseconds(50), target)) << "one good look is none";
  EXPECT_FALSE(yielding.stands_still(milliseconds(50), target));
}

TEST(Yielding, begins_to_count_anew_when_a_frame_takes_too_long_again) {
  Yielding yielding;
  yielding.stands_still(milliseconds(101), target);
  yielding.stands_still(milliseconds(50), target);
  yielding.stands_still(milliseconds(101), target);
  EXPECT_TRUE(yielding.stands_still(milliseconds(50), target));
  EXPECT_FALSE(yielding.stands_still(milliseconds(50), target));
}

TEST(Yielding, goes_on_where_there_are_no_frames) {
  Yielding yielding;
  yielding.stands_still(milliseconds(101), target);
  yielding.stands_still(std::nullopt, target);
  EXPECT_FALSE(yielding.stands_still(std::nullopt, target));
}

TEST(Yielding, never_stands_still_without_a_target) {
  Yielding yielding;
  yielding.stands_still(milliseconds(101), target);
  EXPECT_FALSE(yielding.stands_still(milliseconds(5000), milliseconds(0)));
}

}  // namespace
}  // namespace visiond::training
