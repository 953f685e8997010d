// The way back: in reverse order, and honest where it does not succeed.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

// camera and detection are switched over, ui's switch-over is under way.
class MachineRevert : public ::testing::Test {
 protected:
  MachineRevert() : driver_(R"({"camera":{"cold":1},"detection":{"cold":1},"ui":{"cold":1}})") {
    driver_.begin();
    driver_.prepared("camera", driver_.needs_switch("camera"));
    driver_.prepared("detection", driver_.needs_switch("detection"));
    driver_.prepared("ui", driver_.needs_switch("ui"));
    driver_.unaffected("inference");
    driver_.switched("camera");
    driver_.switched("detection");
  }
  // ui's own way back succeeded; detection's is next.
  void ui_failed_and_went_back() {
    driver_.not_switched("ui");
    driver_.switched_back("ui");
  }
  void finish() {
    driver_.measured(std::nullopt);
    driver_.verified();
  }
  MachineDriver driver_;
};

TEST_F(MachineRevert, restores_in_true_reverse_order_beginning_with_what_failed_half_way) {
  EXPECT_EQ(driver_.not_switched("ui"), "disarm deadline, stop, disarm drain, arm way back, switch back ui");
  EXPECT_EQ(driver_.switched_back("ui"), "disarm way back, arm way back, switch back detection");
  EXPECT_EQ(driver_.switched_back("detection"), "disarm way back, arm way back, switch back camera");
  EXPECT_EQ(driver_.switched_back("camera"), "disarm way back, release, measure");
  EXPECT_EQ(driver_.measured(std::nullopt), "drop all, verify 7");
  EXPECT_EQ(driver_.verified(), "finish");
  EXPECT_EQ(driver_.report().state, State::rolled_back);
  EXPECT_EQ(driver_.outcomes(), "camera UNDONE, detection UNDONE, ui FAILED, inference UNAFFECTED");
}

TEST_F(MachineRevert, goes_on_after_a_way_back_that_fails_and_says_what_is_left) {
  ui_failed_and_went_back();
  EXPECT_EQ(driver_.not_switched_back("detection", "the device is gone"),
            "disarm way back, impair detection, arm way back, switch back camera");
  EXPECT_EQ(driver_.switched_back("camera"), "disarm way back, release, measure");
  finish();
  EXPECT_EQ(driver_.report().state, State::rollback_incomplete);
  EXPECT_EQ(driver_.error(), ErrorCode::rollback_incomplete);
  EXPECT_EQ(driver_.report().error->message,
            "ui could not be switched over: it does not work; the rollback is incomplete: detection could not be "
            "restored: the device is gone");
  EXPECT_EQ(driver_.operation("detection").outcome, Outcome::failed);
  EXPECT_EQ(driver_.operation("camera").outcome, Outcome::undone);
}

TEST_F(MachineRevert, goes_on_after_a_way_back_that_hangs) {
  ui_failed_and_went_back();
  EXPECT_EQ(driver_.fired(Timer::way_back), "impair detection, arm way back, switch back camera");
  EXPECT_EQ(driver_.switched_back("detection"), "") << "it is tried again behind";
  EXPECT_EQ(driver_.switched_back("camera"), "disarm way back, release, measure");
  finish();
  EXPECT_EQ(driver_.report().state, State::rollback_incomplete);
}

TEST_F(MachineRevert, names_every_way_back_that_did_not_succeed) {
  driver_.not_switched("ui");
  driver_.not_switched_back("ui", "one");
  driver_.fired(Timer::way_back);
  EXPECT_EQ(driver_.not_switched_back("camera", "three"),
            "disarm way back, impair camera, release, drop all, verify 7");
  driver_.verified();
  const auto& message = driver_.report().error->message;
  EXPECT_NE(message.find("ui could not be restored: one; detection has not finished its way back; camera could not be "
                         "restored: three"),
            std::string::npos)
      << message;
}

TEST_F(MachineRevert, impairs_a_switch_over_that_does_not_return_and_restores_the_others) {
  EXPECT_EQ(driver_.fired(Timer::deadline), "stop, arm drain");
  EXPECT_EQ(driver_.fired(Timer::drain), "busy ui, impair ui, disarm drain, arm way back, switch back detection");
  driver_.switched_back("detection");
  driver_.switched_back("camera");
  EXPECT_EQ(driver_.switched("ui"), "") << "whoever was told to impair it restores it";
  finish();
  EXPECT_EQ(driver_.report().state, State::rollback_incomplete);
}

TEST_F(MachineRevert, waits_for_a_switch_over_that_heeds_the_stop) {
  EXPECT_EQ(driver_.cancel(), "disarm deadline, stop, arm drain");
  EXPECT_EQ(driver_.not_switched("ui", "stopped"), "disarm drain, arm way back, switch back ui");
  driver_.switched_back("ui");
  driver_.switched_back("detection");
  driver_.switched_back("camera");
  finish();
  EXPECT_EQ(driver_.report().state, State::cancelled);
  EXPECT_EQ(driver_.error(), ErrorCode::cancelled);
}

TEST_F(MachineRevert, is_neither_cancelled_nor_timed_out_on_its_way_back) {
  driver_.not_switched("ui");
  EXPECT_EQ(driver_.cancel(), "");
  EXPECT_EQ(driver_.fired(Timer::deadline), "");
  EXPECT_EQ(driver_.fired(Timer::drain), "");
  driver_.switched_back("ui");
  driver_.switched_back("detection");
  driver_.switched_back("camera");
  EXPECT_EQ(driver_.cancel(), "");
  finish();
  EXPECT_EQ(driver_.report().state, State::rolled_back);
  EXPECT_EQ(driver_.error(), ErrorCode::rolled_back);
}

TEST_F(MachineRevert, measures_how_long_nothing_came_where_something_was_restored) {
  ui_failed_and_went_back();
  driver_.not_switched_back("detection");
  driver_.switched_back("camera");
  driver_.measured(std::chrono::milliseconds(80));
  driver_.verified();
  EXPECT_EQ(driver_.operation("camera").downtime, std::chrono::milliseconds(80));
  EXPECT_FALSE(driver_.operation("detection").downtime) << "it is still down";
}

TEST(MachineVerify, never_says_rolled_back_when_something_is_not_as_before) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.not_prepared("ui");
  EXPECT_EQ(driver.send(event::Verified{base::Error{ErrorCode::rollback_incomplete, "", "the generation differs"}}),
            "finish");
  EXPECT_EQ(driver.report().state, State::rollback_incomplete);
  EXPECT_NE(driver.report().error->message.find("the generation differs"), std::string::npos);
}

TEST(MachineVerify, counts_once) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.verified(), "") << "nobody asked";
  driver.not_prepared("ui");
  driver.verified();
  EXPECT_EQ(driver.verified(), "");
}

}  // namespace
}  // namespace visiond::transaction
