// From Begin to the plan: everything that ends a transaction before anybody is asked to prepare.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

TEST(MachineBegin, asks_to_come_back_after_each_phase_so_that_their_times_are_measured) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  Machine machine({"t"}, driver.request, driver.situation);
  const SteadyTime start{std::chrono::hours(1)};
  machine.resume(event::Begin{}, start, {});
  machine.resume(event::Continue{}, start + std::chrono::milliseconds(1), {});
  machine.resume(event::Continue{}, start + std::chrono::milliseconds(3), {});
  machine.resume(event::Continue{}, start + std::chrono::milliseconds(6), {});
  ASSERT_EQ(machine.report().phases.size(), 3U);
  EXPECT_EQ(machine.report().phases[0].duration, std::chrono::milliseconds(1));
  EXPECT_EQ(machine.report().phases[1].duration, std::chrono::milliseconds(2));
  EXPECT_EQ(machine.report().phases[2].duration, std::chrono::milliseconds(3));
}

TEST(MachineBegin, arms_the_deadline_and_prepares_the_first_wave) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  EXPECT_EQ(driver.begin(), "arm deadline, prepare camera");
  EXPECT_EQ(driver.report().state, State::running);
}

TEST(MachineBegin, commits_a_patch_without_a_difference_at_once_and_unchanged) {
  MachineDriver driver(R"({"camera":{"hot":1}})");
  driver.situation.sparse = driver.request.patch.value();
  EXPECT_EQ(driver.begin(), "arm deadline, disarm deadline, finish");
  EXPECT_EQ(driver.report().state, State::committed);
  EXPECT_FALSE(driver.report().changed);
  EXPECT_EQ(driver.report().revision.value, 7U);
  EXPECT_TRUE(driver.machine().consumes_request_id());
}

TEST(MachineBegin, checks_preconditions_before_it_says_that_there_is_no_difference) {
  MachineDriver driver("{}");
  driver.request.expected_revision = {3};
  driver.begin();
  EXPECT_EQ(driver.error(), ErrorCode::revision_conflict);
}

TEST(MachineBegin, rejects_what_is_not_valid_without_consuming_the_request_id) {
  MachineDriver driver(R"({"camera":{"hot":1000}})");
  EXPECT_EQ(driver.begin(), "arm deadline, disarm deadline, finish");
  EXPECT_EQ(driver.report().state, State::rejected);
  EXPECT_EQ(driver.error(), ErrorCode::invalid_setting);
  EXPECT_FALSE(driver.machine().consumes_request_id());
}

TEST(MachineBegin, rejects_a_plan_over_the_contract_with_the_plan_in_the_report) {
  MachineDriver driver(R"({"camera":{"big":1}})");
  driver.request.max_update_kind = UpdateKind::restart;
  EXPECT_EQ(driver.begin(), "arm deadline, disarm deadline, finish");
  EXPECT_EQ(driver.report().state, State::rejected);
  EXPECT_EQ(driver.outcomes(), "camera PENDING, detection PENDING, ui PENDING, inference PENDING");
  EXPECT_EQ(driver.report().changes.size(), 1U);
}

TEST(MachineBegin, ends_a_dry_run_of_depth_plan_within_one_call) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  driver.request.validate_only = true;
  Machine machine({"t"}, driver.request, driver.situation);
  machine.resume(event::Begin{}, {}, {});
  EXPECT_TRUE(machine.finished());
  EXPECT_EQ(machine.report().state, State::validated);
  EXPECT_EQ(machine.report().waves.size(), 3U);
  EXPECT_FALSE(machine.consumes_request_id());
}

TEST(MachineBegin, fails_a_dry_run_where_the_live_request_would_fail) {
  for (const auto& spoil :
       std::vector<void (*)(MachineDriver&)>{[](MachineDriver& d) { d.request.expected_revision = {3}; },
                                             [](MachineDriver& d) { d.situation.busy["camera"] = "it hangs"; },
                                             [](MachineDriver& d) { d.request.max_downtime = Duration{1}; },
                                             [](MachineDriver& d) {
                                               d.request.patch = json::object{{"kamera", json::object{}}};
                                             }}) {
    ErrorCode codes[2];
    for (const bool dry : {false, true}) {
      MachineDriver driver(R"({"camera":{"cold":1}})");
      spoil(driver);
      driver.request.validate_only = dry;
      driver.begin();
      EXPECT_EQ(driver.report().state, State::rejected);
      codes[dry ? 1 : 0] = driver.error();
    }
    EXPECT_EQ(codes[0], codes[1]);
  }
}

TEST(MachineBegin, validates_a_dry_run_without_a_difference) {
  MachineDriver driver("{}");
  driver.request.validate_only = true;
  driver.request.depth = Depth::rehearse;
  driver.begin();
  EXPECT_EQ(driver.report().state, State::validated);
}

TEST(MachineBegin, commits_an_explicit_default_without_operations) {
  MachineDriver driver(R"({"camera":{"hot":0}})");
  EXPECT_EQ(driver.begin(), "arm deadline, disarm deadline, commit 8");
  EXPECT_EQ(driver.committed(), "flip 8");
  EXPECT_EQ(driver.flipped(), "finish");
  EXPECT_EQ(driver.report().state, State::committed);
  EXPECT_TRUE(driver.report().changed);
  EXPECT_TRUE(driver.report().waves.empty());
}

// A machine stopped before its n-th Continue.
class MachineBeforePrepare : public ::testing::TestWithParam<int> {
 protected:
  MachineBeforePrepare() : driver_(R"({"camera":{"cold":1}})"), machine_({"t"}, driver_.request, driver_.situation) {
    machine_.resume(event::Begin{}, {}, {});
    for (int n = 0; n < GetParam(); ++n) machine_.resume(event::Continue{}, {}, {});
  }
  MachineDriver driver_;
  Machine machine_;
};

TEST_P(MachineBeforePrepare, is_cancelled_on_the_spot) {
  machine_.resume(event::Cancel{{ErrorCode::draining, "", "stopping"}}, {}, {});
  EXPECT_TRUE(machine_.finished());
  EXPECT_EQ(machine_.report().state, State::cancelled);
  EXPECT_EQ(machine_.report().error->code, ErrorCode::draining);
  EXPECT_FALSE(machine_.consumes_request_id());
}

TEST_P(MachineBeforePrepare, is_rejected_on_the_spot_when_its_time_is_up) {
  machine_.resume(event::TimerFired{Timer::deadline}, {}, {});
  EXPECT_TRUE(machine_.finished());
  EXPECT_EQ(machine_.report().state, State::rejected);
  EXPECT_EQ(machine_.report().error->code, ErrorCode::timed_out);
}

// Staging, validating, planning.
INSTANTIATE_TEST_SUITE_P(AfterContinues, MachineBeforePrepare, ::testing::Values(0, 1, 2));

}  // namespace
}  // namespace visiond::transaction
