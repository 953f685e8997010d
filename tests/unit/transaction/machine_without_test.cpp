// Taking an unconfirmed change back goes on without what fails or hangs; a repair writes nothing.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

class MachineWithout : public ::testing::Test {
 protected:
  MachineWithout() : driver_(R"({"camera":{"cold":1},"detection":{"cold":1}})") {
    driver_.request.kind = Kind::revert;
    driver_.request.reverts = {"first"};
  }
  // ui and inference are only offered the change.
  void offers_are_declined() {
    driver_.unaffected("ui");
    driver_.unaffected("inference");
  }
  std::vector<std::string> left_out() const { return driver_.commit().without; }
  MachineDriver driver_;
};

TEST_F(MachineWithout, commits_without_a_section_that_cannot_be_prepared) {
  driver_.begin();
  driver_.prepared("camera");
  driver_.not_prepared("detection");
  offers_are_declined();
  EXPECT_EQ(left_out(), std::vector<std::string>{"detection"});
  driver_.committed();
  driver_.flipped();
  driver_.measured(std::nullopt);
  EXPECT_EQ(driver_.report().state, State::committed);
  EXPECT_EQ(driver_.report().reverts.value, "first");
  EXPECT_EQ(driver_.operation("detection").outcome, Outcome::failed);
  EXPECT_EQ(driver_.operation("camera").outcome, Outcome::done);
}

TEST_F(MachineWithout, does_not_touch_a_section_that_is_busy) {
  driver_.situation.busy["camera"] = "it hangs";
  EXPECT_EQ(driver_.begin(), "arm deadline, prepare detection, prepare ui inline");
  EXPECT_EQ(driver_.operation("camera").error->code, ErrorCode::section_busy);
}

TEST_F(MachineWithout, goes_on_when_the_time_is_over_for_one) {
  driver_.begin();
  EXPECT_EQ(driver_.fired(Timer::deadline), "stop, busy camera, arm deadline, prepare detection, prepare ui inline");
  driver_.prepared("detection");
  offers_are_declined();
  EXPECT_EQ(left_out(), std::vector<std::string>{"camera"});
  EXPECT_EQ(driver_.operation("camera").error->code, ErrorCode::timed_out);
}

TEST_F(MachineWithout, drops_what_does_not_pass_the_rehearsal_and_rehearses_the_rest) {
  driver_.begin();
  driver_.prepared("camera", driver_.wants_rehearsal("camera"));
  driver_.prepared("detection", driver_.wants_rehearsal("detection"));
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "rehearse camera detection");
  EXPECT_EQ(driver_.not_rehearsed("detection"), "drop detection, rehearse camera");
  driver_.rehearsed();
  EXPECT_EQ(left_out(), std::vector<std::string>{"detection"});
}

TEST_F(MachineWithout, trusts_none_where_the_culprit_of_a_rehearsal_is_not_known) {
  driver_.begin();
  driver_.prepared("camera", driver_.wants_rehearsal("camera"));
  driver_.prepared("detection");
  offers_are_declined();
  driver_.not_rehearsed("");
  EXPECT_EQ(left_out(), std::vector<std::string>{"camera"});
}

TEST_F(MachineWithout, goes_on_without_what_cannot_be_switched_over) {
  driver_.begin();
  driver_.prepared("camera", driver_.needs_switch("camera"));
  driver_.prepared("detection");
  driver_.unaffected("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "hold, switch camera");
  driver_.not_switched("camera");
  EXPECT_EQ(left_out(), std::vector<std::string>{"camera"});
}

TEST_F(MachineWithout, is_rolled_back_when_the_commit_is_refused) {
  driver_.begin();
  driver_.prepared("camera");
  driver_.prepared("detection");
  offers_are_declined();
  driver_.refused({ErrorCode::storage_full, "", "the disk is full"});
  driver_.verified();
  EXPECT_EQ(driver_.report().state, State::rolled_back);
}

TEST(MachineRepair, flips_at_the_revision_in_force_and_writes_nothing) {
  MachineDriver driver("{}");
  driver.request.repair = {"inference"};
  EXPECT_EQ(driver.begin(), "arm deadline, prepare inference");
  driver.prepared("inference");
  EXPECT_FALSE(driver.commit().write);
  EXPECT_EQ(driver.commit().revision.value, 7U);
  EXPECT_EQ(driver.committed(), "flip 7");
  driver.flipped();
  EXPECT_EQ(driver.report().state, State::committed);
  EXPECT_FALSE(driver.report().changed);
  EXPECT_EQ(driver.report().revision.value, 7U);
}

TEST(MachineRepair, takes_no_unaffected_for_an_answer) {
  MachineDriver driver("{}");
  driver.request.repair = {"inference"};
  driver.begin();
  driver.unaffected("inference");
  driver.verified();
  EXPECT_EQ(driver.report().state, State::rolled_back);
}

TEST(MachineConfirm, arms_with_the_commit) {
  MachineDriver driver(R"({"camera":{"hot":1}})");
  driver.request.confirm_timeout = std::chrono::seconds(30);
  driver.begin();
  driver.prepared("camera");
  EXPECT_EQ(driver.commit().outcome, State::awaiting_confirmation);
  EXPECT_EQ(driver.report().confirm_time_out, Duration(std::chrono::seconds(30)));
  driver.committed();
  driver.flipped();
  EXPECT_EQ(driver.report().state, State::awaiting_confirmation);
}

TEST(MachineConfirm, arms_nothing_when_the_commit_is_refused) {
  MachineDriver driver(R"({"camera":{"hot":1}})");
  driver.request.confirm_timeout = std::chrono::seconds(30);
  driver.begin();
  driver.prepared("camera");
  driver.refused({ErrorCode::storage_full, "", "the disk is full"});
  driver.verified();
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_FALSE(driver.report().confirm_deadline);
}

}  // namespace
}  // namespace visiond::transaction
