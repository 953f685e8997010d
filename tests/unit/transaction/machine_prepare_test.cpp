// Prepare, wave by wave, and the rehearsal.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

TEST(MachinePrepare, prepares_cheap_changes_inline_and_others_on_a_worker) {
  MachineDriver driver(R"({"camera":{"hot":1},"detection":{"cold":1},"ui":{"note":1}})");
  EXPECT_EQ(driver.begin(), "arm deadline, prepare camera inline");
  EXPECT_EQ(driver.prepared("camera"), "prepare detection, prepare ui inline");
}

TEST(MachinePrepare, begins_a_wave_when_the_whole_one_before_has_answered) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.prepared("camera"), "prepare detection inline, prepare ui inline");
  EXPECT_EQ(driver.unaffected("ui"), "");
  EXPECT_EQ(driver.unaffected("detection"), "prepare inference inline");
  EXPECT_EQ(driver.unaffected("inference"), "disarm deadline, commit 8");
}

TEST(MachinePrepare, takes_unaffected_only_from_whom_the_change_was_offered_to) {
  MachineDriver driver(R"({"detection":{"hot":1}})");
  driver.begin();
  EXPECT_EQ(driver.unaffected("detection"), "disarm deadline, stop, disarm drain, drop all, verify 7");
  driver.verified();
  EXPECT_EQ(driver.operation("detection").outcome, Outcome::failed);
  EXPECT_EQ(driver.operation("detection").error->code, ErrorCode::internal);
}

TEST(MachinePrepare, rolls_back_at_once_when_nobody_else_is_at_work) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.not_prepared("camera", "no such device"), "disarm deadline, stop, disarm drain, drop all, verify 7");
  EXPECT_EQ(driver.verified(), "finish");
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.error(), ErrorCode::rolled_back);
  EXPECT_EQ(driver.report().error->message, "camera could not be prepared: no such device");
  EXPECT_EQ(driver.outcomes(), "camera FAILED, detection NOT_RUN, ui NOT_RUN, inference NOT_RUN");
  EXPECT_TRUE(driver.machine().consumes_request_id());
}

TEST(MachinePrepare, asks_the_others_to_stop_and_waits_for_them_before_it_rolls_back) {
  MachineDriver driver(R"({"detection":{"hot":1},"ui":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.not_prepared("detection"), "disarm deadline, stop, arm drain");
  EXPECT_EQ(driver.prepared("ui"), "disarm drain, drop all, verify 7");
  driver.verified();
  EXPECT_EQ(driver.outcomes(), "detection FAILED, ui UNDONE");
}

TEST(MachinePrepare, keeps_the_first_failure_as_the_reason) {
  MachineDriver driver(R"({"detection":{"cold":1},"ui":{"cold":1}})");
  driver.begin();
  driver.not_prepared("ui", "the first");
  driver.not_prepared("detection", "the second");
  driver.verified();
  EXPECT_EQ(driver.report().error->path, "ui");
  EXPECT_EQ(driver.report().error->message, "ui could not be prepared: the first");
}

TEST(MachinePrepare, is_named_by_the_setting_where_the_participant_names_one) {
  MachineDriver driver(R"({"detection":{"big":1}})");
  driver.begin();
  driver.send(
      event::PrepareDone{driver.newest("detection"), base::Error{ErrorCode::no_such_model, "detection.big", "none"}});
  EXPECT_EQ(driver.report().error->path, "detection.big");
  EXPECT_EQ(driver.report().error->code, ErrorCode::rolled_back);
}

TEST(MachinePrepare, puts_what_the_services_settled_for_into_the_revision) {
  MachineDriver driver(R"({"camera":{"hot":5},"ui":{"note":2}})");
  json::object effective = driver.situation.effective;
  effective["detection"].as_object()["hot"] = 3;
  driver.situation.effective = std::move(effective);
  driver.begin();
  driver.prepared("camera", driver.settles_for("camera", {{"hot", 4}}));
  driver.prepared("ui");
  EXPECT_EQ(driver.commit().full.at("camera").at("hot"), 5);
  EXPECT_EQ(driver.commit().effective.at("camera").at("hot"), 4);
  EXPECT_EQ(driver.commit().effective.at("ui").at("note"), 2);
  EXPECT_EQ(driver.commit().effective.at("detection").at("hot"), 3);
  ASSERT_EQ(driver.report().adjustments.size(), 1U);
  EXPECT_EQ(driver.report().adjustments[0].path, "camera.hot");
}

TEST(MachinePrepare, rejects_an_adjustment_where_the_caller_wants_none) {
  MachineDriver driver(R"({"camera":{"hot":5}})");
  driver.request.adjustment_policy = AdjustmentPolicy::reject;
  driver.begin();
  EXPECT_EQ(driver.prepared("camera", driver.settles_for("camera", {{"hot", 4}})),
            "disarm deadline, stop, disarm drain, drop all, verify 7");
  driver.verified();
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.error(), ErrorCode::adjusted);
  EXPECT_EQ(driver.report().error->path, "camera.hot");
  EXPECT_EQ(driver.report().adjustments.size(), 1U);
}

TEST(MachinePrepare, rehearses_only_what_was_newly_loaded) {
  MachineDriver driver(R"({"camera":{"cold":1},"detection":{"hot":1}})");
  driver.begin();
  driver.prepared("camera", driver.wants_rehearsal("camera"));
  driver.unaffected("ui");
  driver.prepared("detection");
  EXPECT_EQ(driver.unaffected("inference"), "rehearse camera");
  EXPECT_EQ(driver.rehearsed(), "disarm deadline, commit 8");
}

TEST(MachinePrepare, rolls_back_when_a_rehearsal_fails_and_names_the_section) {
  MachineDriver driver(R"({"detection":{"big":1}})");
  driver.begin();
  driver.prepared("detection", driver.wants_rehearsal("detection"));
  ASSERT_EQ(driver.unaffected("inference"), "rehearse detection");
  EXPECT_EQ(driver.not_rehearsed("detection", "wrong shape"),
            "disarm deadline, stop, disarm drain, drop all, verify 7");
  driver.verified();
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.report().error->message, "detection did not pass the rehearsal: wrong shape");
  EXPECT_EQ(driver.outcomes(), "detection FAILED, inference UNAFFECTED");
}

TEST(MachinePrepare, knows_the_section_of_a_rehearsal_that_names_a_setting) {
  MachineDriver driver(R"({"detection":{"big":1}})");
  driver.begin();
  driver.prepared("detection", driver.wants_rehearsal("detection"));
  driver.unaffected("inference");
  driver.not_rehearsed("detection.big");
  EXPECT_EQ(driver.operation("detection").outcome, Outcome::failed);
}

class MachineRehearsalRun : public ::testing::Test {
 protected:
  MachineRehearsalRun() : driver_(R"({"detection":{"big":1},"ui":{"hot":1}})") {
    driver_.request.validate_only = true;
    driver_.request.depth = Depth::rehearse;
    driver_.begin();
  }
  MachineDriver driver_;
};

TEST_F(MachineRehearsalRun, goes_as_far_as_the_rehearsal_and_drops_everything) {
  driver_.prepared("detection", driver_.wants_rehearsal("detection"));
  driver_.prepared("ui");
  driver_.unaffected("inference");
  EXPECT_EQ(driver_.rehearsed(), "drop all, disarm deadline, finish");
  EXPECT_EQ(driver_.report().state, State::validated);
  EXPECT_FALSE(driver_.report().changed);
  EXPECT_TRUE(driver_.report().unverified.empty());
  EXPECT_FALSE(driver_.machine().consumes_request_id());
}

TEST_F(MachineRehearsalRun, lists_the_switch_overs_that_it_does_not_try) {
  driver_.prepared("detection", driver_.needs_switch("detection"));
  driver_.prepared("ui");
  EXPECT_EQ(driver_.unaffected("inference"), "drop all, disarm deadline, finish");
  EXPECT_EQ(driver_.report().state, State::validated);
  EXPECT_EQ(driver_.report().unverified, std::vector<std::string>{"detection: its switch-over"});
}

TEST_F(MachineRehearsalRun, fails_when_a_prepare_fails) {
  driver_.prepared("ui");
  driver_.not_prepared("detection");
  driver_.verified();
  EXPECT_EQ(driver_.report().state, State::rolled_back);
  EXPECT_FALSE(driver_.machine().consumes_request_id());
}

TEST_F(MachineRehearsalRun, fails_when_the_rehearsal_fails) {
  driver_.prepared("detection", driver_.wants_rehearsal("detection"));
  driver_.prepared("ui");
  driver_.unaffected("inference");
  driver_.not_rehearsed("detection");
  driver_.verified();
  EXPECT_EQ(driver_.report().state, State::rolled_back);
}

TEST(MachineRehearsal, judges_adjustments_of_what_it_does_not_switch_over) {
  MachineDriver driver(R"({"camera":{"cold":5}})");
  driver.request.validate_only = true;
  driver.request.depth = Depth::rehearse;
  driver.request.adjustment_policy = AdjustmentPolicy::reject;
  driver.begin();
  auto info = driver.settles_for("camera", {{"cold", 4}});
  info.needs_switch = true;
  driver.prepared("camera", info);
  for (const auto* section : {"detection", "ui", "inference"}) driver.unaffected(section);
  driver.verified();
  EXPECT_EQ(driver.error(), ErrorCode::adjusted);
}

}  // namespace
}  // namespace visiond::transaction
