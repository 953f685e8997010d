#include "services/camera/loss_notices.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace visiond::camera {
namespace {

class LossNoticesTest : public ::testing::Test {
 protected:
  std::vector<std::string> told;
  LossNotices notices{{.lost = [this](const std::string& message) { told.push_back("lost " + message); },
                       .back = [this](const std::string& message) { told.push_back("back " + message); }}};
};

using Told = std::vector<std::string>;

TEST_F(LossNoticesTest, tell_each_loss_and_each_return_once) {
  notices.in_force(1, true, "");
  notices.good(1, "a");
  notices.away(1, "b");
  notices.away(1, "c");
  notices.good(1, "d");
  notices.good(1, "e");
  EXPECT_EQ(told, (Told{"lost b", "back d"}));
}

TEST_F(LossNoticesTest, do_not_tell_of_a_camera_that_is_only_tried) {
  notices.in_force(1, true, "");
  notices.away(2, "new");
  notices.good(2, "new");
  EXPECT_EQ(told, Told{});
}

TEST_F(LossNoticesTest, tell_of_a_camera_that_was_away_before_it_was_in_force) {
  notices.away(1, "early");
  notices.in_force(1, false, "not there");
  EXPECT_EQ(told, Told{"lost not there"});
}

TEST_F(LossNoticesTest, tell_that_another_camera_took_the_place_of_a_lost_one) {
  notices.in_force(1, true, "");
  notices.away(1, "gone");
  notices.in_force(2, false, "");
  EXPECT_EQ(told.size(), 1U);
  notices.good(2, "here");
  EXPECT_EQ(told, (Told{"lost gone", "back here"}));
  notices.away(2, "gone");
  notices.in_force(3, true, "");
  EXPECT_EQ(told.back(), "back another camera or setting gives frames");
}

TEST_F(LossNoticesTest, forget_a_loss_when_there_is_to_be_no_camera) {
  notices.in_force(1, false, "gone");
  notices.in_force(0, false, "");
  notices.in_force(2, true, "");
  EXPECT_EQ(told, Told{"lost gone"});
}

TEST(LossNotices, need_no_listener) {
  LossNotices silent{{}};
  silent.in_force(1, false, "gone");
  silent.good(1, "here");
}

}  // namespace
}  // namespace visiond::camera
