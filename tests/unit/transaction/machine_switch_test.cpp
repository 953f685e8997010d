// Switching over what cannot exist twice, and preparing again what depended on it.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

// camera has to be switched over; its dependents are prepared and need no switch-over.
class MachineSwitch : public ::testing::Test {
 protected:
  MachineSwitch() : driver_(R"({"camera":{"cold":1},"detection":{"hot":1}})") {}

  // Up to the last answer of the last wave; what that brings.
  std::string prepare_all() {
    driver_.begin();
    driver_.prepared("camera", driver_.needs_switch("camera"));
    driver_.prepared("detection");
    driver_.unaffected("ui");
    return driver_.unaffected("inference");
  }
  PreparedInfo settled(const std::string& section, int cold) { return driver_.settles_for(section, {{"cold", cold}}); }
  MachineDriver driver_;
};

TEST_F(MachineSwitch, holds_frames_back_before_the_first_side_effect) {
  EXPECT_EQ(prepare_all(), "hold, switch camera");
}

TEST_F(MachineSwitch, commits_when_everything_reads_back_as_staged) {
  prepare_all();
  EXPECT_EQ(driver_.switched("camera"), "disarm deadline, commit 8");
  EXPECT_EQ(driver_.outcomes(), "camera DONE, detection DONE, ui UNAFFECTED, inference UNAFFECTED");
}

TEST_F(MachineSwitch, prepares_dependents_again_when_something_else_reads_back) {
  prepare_all();
  EXPECT_EQ(driver_.switched("camera", settled("camera", 2)),
            "drop detection, prepare detection#2 inline, prepare ui#2 inline");
  EXPECT_EQ(driver_.prepared("detection"), "");
  EXPECT_EQ(driver_.unaffected("ui"), "prepare inference#2 inline");
  EXPECT_EQ(driver_.unaffected("inference"), "disarm deadline, commit 8");
  EXPECT_EQ(driver_.commit().effective.at("camera").at("cold"), 2);
}

TEST_F(MachineSwitch, prepares_dependents_again_when_another_part_came_of_it) {
  prepare_all();
  EXPECT_EQ(driver_.switched("camera", driver_.needs_switch("camera"), true),
            "drop detection, prepare detection#2 inline, prepare ui#2 inline");
}

TEST_F(MachineSwitch, gives_up_a_dependent_that_fails_the_second_time) {
  prepare_all();
  driver_.switched("camera", settled("camera", 2));
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.not_prepared("detection"), "disarm deadline, stop, disarm drain, arm way back, switch back camera");
}

TEST_F(MachineSwitch, switches_over_one_after_the_other_in_the_order_of_the_plan) {
  driver_.begin();
  driver_.prepared("camera", driver_.needs_switch("camera"));
  driver_.prepared("detection", driver_.needs_switch("detection"));
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "hold, switch camera");
  EXPECT_EQ(driver_.switched("camera"), "switch detection");
  EXPECT_EQ(driver_.switched("detection"), "disarm deadline, commit 8");
}

TEST_F(MachineSwitch, switches_over_a_dependent_that_turns_out_to_need_it_when_prepared_again) {
  prepare_all();
  driver_.switched("camera", settled("camera", 2));
  driver_.unaffected("ui");
  driver_.prepared("detection", driver_.needs_switch("detection"));
  EXPECT_EQ(driver_.unaffected("inference"), "switch detection#2");
}

TEST_F(MachineSwitch, rehearses_on_the_held_frame_what_was_switched_and_what_was_loaded) {
  driver_.begin();
  driver_.prepared("camera", driver_.needs_switch("camera"));
  driver_.prepared("detection", driver_.wants_rehearsal("detection"));
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "rehearse detection");
  EXPECT_EQ(driver_.rehearsed(), "hold, switch camera");
  auto read_back = driver_.needs_switch("camera");
  read_back.wants_rehearsal = true;
  EXPECT_EQ(driver_.switched("camera", read_back), "rehearse camera detection");
  EXPECT_EQ(driver_.rehearsed(), "disarm deadline, commit 8");
}

TEST_F(MachineSwitch, goes_back_when_the_rehearsal_on_the_held_frame_fails) {
  prepare_all();
  auto read_back = driver_.needs_switch("camera");
  read_back.wants_rehearsal = true;
  driver_.switched("camera", read_back);
  EXPECT_EQ(driver_.not_rehearsed("camera"), "disarm deadline, stop, disarm drain, arm way back, switch back camera");
}

TEST_F(MachineSwitch, goes_back_when_the_switch_over_fails) {
  prepare_all();
  EXPECT_EQ(driver_.not_switched("camera", "device busy"),
            "disarm deadline, stop, disarm drain, arm way back, switch back camera");
  EXPECT_EQ(driver_.report().error->message, "camera could not be switched over: device busy");
  EXPECT_EQ(driver_.operation("camera").outcome, Outcome::failed);
}

TEST_F(MachineSwitch, judges_adjustments_by_what_reads_back) {
  driver_.request.adjustment_policy = AdjustmentPolicy::reject;
  driver_.begin();
  auto staged = driver_.settles_for("camera", {{"cold", 3}});
  staged.needs_switch = true;
  driver_.prepared("camera", staged);
  driver_.prepared("detection");
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "hold, switch camera");
  driver_.switched("camera");
  driver_.prepared("detection");
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "disarm deadline, commit 8");
}

TEST_F(MachineSwitch, goes_back_when_what_reads_back_is_not_what_the_caller_accepts) {
  driver_.request.adjustment_policy = AdjustmentPolicy::reject;
  prepare_all();
  driver_.switched("camera", settled("camera", 2));
  driver_.prepared("detection");
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "disarm deadline, stop, disarm drain, arm way back, switch back camera");
  EXPECT_EQ(driver_.error(), ErrorCode::adjusted);
}

TEST_F(MachineSwitch, rejects_adjustments_before_it_disturbs_anything_where_they_are_certain) {
  driver_.request.adjustment_policy = AdjustmentPolicy::reject;
  driver_.begin();
  driver_.prepared("camera", driver_.needs_switch("camera"));
  driver_.prepared("detection", driver_.settles_for("detection", {{"hot", 2}}));
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "disarm deadline, stop, disarm drain, drop all, verify 7");
}

}  // namespace
}  // namespace visiond::transaction
