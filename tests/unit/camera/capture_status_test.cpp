#include "services/camera/capture_status.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::camera {
namespace {

using std::chrono::seconds;
using transaction::ServiceState;

class CaptureStatusTest : public ::testing::Test {
 protected:
  testing::ManualClock clock;
  CaptureStatus status{clock};
};

TEST_F(CaptureStatusTest, starts_by_opening) {
  EXPECT_EQ(status.service_status().state, ServiceState::starting);
  EXPECT_EQ(status.service_status().message, "opening");
  EXPECT_TRUE(status.service_status().details.empty());
}

TEST_F(CaptureStatusTest, is_ok_with_its_format_once_a_frame_came) {
  status.opened({640, 480, 30});
  EXPECT_EQ(status.service_status().state, ServiceState::starting);
  clock.advance(seconds(1));
  EXPECT_FALSE(status.frame());
  const auto now = status.service_status();
  EXPECT_EQ(now.state, ServiceState::ok);
  EXPECT_EQ(now.since, clock.wall_now());
  EXPECT_EQ(now.details.at("width"), 640);
  EXPECT_EQ(now.details.at("height"), 480);
  EXPECT_EQ(now.details.at("fps"), 30.0);
}

TEST_F(CaptureStatusTest, stays_ok_since_it_became_so) {
  status.frame();
  const auto since = clock.wall_now();
  clock.advance(seconds(4));
  status.frame();
  EXPECT_EQ(status.service_status().since, since);
}

TEST_F(CaptureStatusTest, is_away_when_no_frame_came_for_longer_than_the_time_out) {
  status.tuning.frame_timeout_ms = 2000;
  status.frame();
  const auto last = clock.wall_now();
  clock.advance(seconds(2));
  EXPECT_EQ(status.service_status().state, ServiceState::ok);
  clock.advance(seconds(5));
  EXPECT_EQ(status.service_status().state, ServiceState::away);
  EXPECT_EQ(status.service_status().since, last + seconds(2));
  EXPECT_EQ(status.service_status().message, "no frame for longer than frame_timeout_ms");
  status.frame();
  EXPECT_EQ(status.service_status().state, ServiceState::ok);
}

TEST_F(CaptureStatusTest, tells_why_it_is_away_and_when_it_is_tried_again) {
  status.frame();
  clock.advance(seconds(3));
  status.away("it is gone", clock.wall_now() + seconds(1));
  const auto now = status.service_status();
  EXPECT_EQ(now.state, ServiceState::away);
  EXPECT_EQ(now.last_error, "it is gone");
  EXPECT_EQ(now.since, clock.wall_now());
  EXPECT_EQ(now.retry_at, clock.wall_now() + seconds(1));
}

TEST_F(CaptureStatusTest, says_that_it_is_back_and_keeps_the_last_error) {
  status.away("it is gone", clock.wall_now());
  EXPECT_TRUE(status.frame());
  EXPECT_FALSE(status.frame());
  EXPECT_EQ(status.service_status().retry_at, std::nullopt);
  EXPECT_EQ(status.service_status().last_error, "it is gone");
}

TEST_F(CaptureStatusTest, is_not_away_at_the_end_of_a_file) {
  status.tuning.frame_timeout_ms = 100;
  status.frame();
  status.ended();
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(status.service_status().state, ServiceState::ok);
  EXPECT_EQ(status.service_status().message, "end of the file");
}

}  // namespace
}  // namespace visiond::camera
