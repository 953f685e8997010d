// What time it was by the wall clock.
#include "daemon/base/wall_time.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <utility>

namespace visiond::base {
namespace {

using std::chrono::milliseconds;

constexpr SteadyTime steady{std::chrono::hours(5)};
constexpr WallTime wall{std::chrono::hours(500000)};

// The thread that reads it loses the processor after each reading, for as long as is listed.
class InterruptedClock final : public Clock {
 public:
  explicit InterruptedClock(std::deque<milliseconds> pauses = {}) : pauses_(std::move(pauses)) {}
  SteadyTime steady_now() const override { return steady + pass(); }
  WallTime wall_now() const override { return wall + pass(); }

 private:
  milliseconds pass() const {
    const auto passed = passed_;
    if (pauses_.empty()) return passed;
    passed_ += pauses_.front();
    pauses_.pop_front();
    return passed;
  }
  mutable std::deque<milliseconds> pauses_;
  mutable milliseconds passed_{0};
};

TEST(WallTimeOf, a_time_before_and_after_now) {
  const InterruptedClock clock;
  EXPECT_EQ(wall_time_of(clock, steady), wall);
  EXPECT_EQ(wall_time_of(clock, steady - milliseconds(40)), wall - milliseconds(40));
  EXPECT_EQ(wall_time_of(clock, steady + milliseconds(40)), wall + milliseconds(40));
}

TEST(WallTimeOf, is_right_where_the_thread_was_away_between_the_clocks) {
  EXPECT_EQ(wall_time_of(InterruptedClock({milliseconds(20)}), steady), wall);
  EXPECT_EQ(wall_time_of(InterruptedClock({milliseconds(0), milliseconds(20)}), steady), wall);
  EXPECT_EQ(wall_time_of(InterruptedClock({milliseconds(20), milliseconds(20)}), steady), wall);
}

TEST(WallTimeOf, takes_the_closest_readings_of_a_thread_that_is_away_each_time) {
  const InterruptedClock clock({milliseconds(20), milliseconds(0), milliseconds(0),  //
                                milliseconds(4), milliseconds(0), milliseconds(0),   //
                                milliseconds(20), milliseconds(0), milliseconds(0),  //
                                milliseconds(20), milliseconds(0), milliseconds(0),  //
                                milliseconds(20), milliseconds(0), milliseconds(0)});
  const auto error = wall_time_of(clock, steady) - wall;
  EXPECT_LE(std::chrono::abs(error), milliseconds(2));
}

}  // namespace
}  // namespace visiond::base
