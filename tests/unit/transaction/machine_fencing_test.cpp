// Time-outs, cancellation, and answers that come late, twice or from nowhere.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

TEST(MachineDeadline, says_who_was_not_done) {
  MachineDriver driver(R"({"detection":{"hot":1},"ui":{"cold":1}})");
  driver.situation.time_out = std::chrono::milliseconds(1500);
  driver.begin();
  driver.prepared("detection");
  EXPECT_EQ(driver.fired(Timer::deadline), "stop, arm drain");
  driver.not_prepared("ui", "stopped");
  driver.verified();
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.error(), ErrorCode::timed_out);
  EXPECT_EQ(driver.report().error->path, "ui");
  EXPECT_EQ(driver.report().error->message, "the transaction took longer than its 1500 ms; not done: ui");
}

TEST(MachineDeadline, leaves_a_section_busy_that_does_not_return_and_drops_what_it_brings_later) {
  MachineDriver driver(R"({"detection":{"hot":1},"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("detection");
  driver.fired(Timer::deadline);
  EXPECT_EQ(driver.fired(Timer::drain), "busy ui, disarm drain, drop all, verify 7");
  EXPECT_EQ(driver.prepared("ui"), "drop ui");
  EXPECT_EQ(driver.verified(), "finish");
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.outcomes(), "detection UNDONE, ui FAILED");
  EXPECT_EQ(driver.operation("ui").error->code, ErrorCode::timed_out);
}

TEST(MachineDeadline, leaves_every_section_busy_of_a_rehearsal_that_does_not_return) {
  MachineDriver driver(R"({"detection":{"big":1},"ui":{"big":1}})");
  driver.begin();
  driver.prepared("ui", driver.wants_rehearsal("ui"));
  driver.prepared("detection", driver.wants_rehearsal("detection"));
  ASSERT_EQ(driver.unaffected("inference"), "rehearse detection ui");
  driver.fired(Timer::deadline);
  EXPECT_EQ(driver.fired(Timer::drain), "busy detection, busy ui, disarm drain, drop all, verify 7");
  EXPECT_EQ(driver.rehearsed(), "");
  driver.verified();
  EXPECT_EQ(driver.report().error->path, "detection");
}

TEST(MachineDeadline, of_a_drain_that_is_over_does_not_count) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.fired(Timer::drain), "");
  EXPECT_EQ(driver.fired(Timer::way_back), "");
  EXPECT_EQ(driver.prepared("ui"), "disarm deadline, commit 8");
}

TEST(MachineFencing, drops_a_late_answer_after_the_end) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.cancel();
  driver.fired(Timer::drain);
  driver.verified();
  ASSERT_TRUE(driver.machine().finished());
  EXPECT_EQ(driver.prepared("ui"), "drop ui");
  EXPECT_EQ(driver.report().state, State::cancelled);
}

TEST(MachineFencing, has_nothing_to_drop_of_a_late_answer_that_brings_nothing) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  driver.begin();
  driver.prepared("camera");
  driver.cancel();
  driver.fired(Timer::drain);
  EXPECT_EQ(driver.unaffected("detection"), "");
  EXPECT_EQ(driver.not_prepared("ui"), "");
}

TEST(MachineFencing, takes_the_first_of_two_answers) {
  MachineDriver driver(R"({"detection":{"cold":1},"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("ui");
  EXPECT_EQ(driver.prepared("ui"), "") << "the Prepared of that attempt is in use";
  EXPECT_EQ(driver.not_prepared("ui"), "");
  EXPECT_EQ(driver.operation("ui").outcome, Outcome::prepared);
  driver.prepared("detection");
  EXPECT_EQ(driver.unaffected("inference"), "disarm deadline, commit 8");
}

TEST(MachineFencing, drops_what_a_section_brings_that_said_it_failed) {
  MachineDriver driver(R"({"detection":{"cold":1},"ui":{"cold":1}})");
  driver.begin();
  driver.not_prepared("ui");
  EXPECT_EQ(driver.prepared("ui"), "drop ui");
  EXPECT_EQ(driver.operation("ui").outcome, Outcome::failed);
}

TEST(MachineFencing, drops_the_answer_of_an_attempt_that_was_given_up_for_another) {
  MachineDriver driver(R"({"camera":{"cold":1},"ui":{"hot":1}})");
  driver.begin();
  driver.prepared("camera", driver.needs_switch("camera"));
  driver.unaffected("detection");
  const auto first = driver.newest("ui");
  driver.prepared("ui");
  driver.unaffected("inference");
  driver.switched("camera", driver.settles_for("camera", {{"cold", 2}}));
  ASSERT_EQ(driver.newest("ui").attempt, 2U);
  EXPECT_EQ(driver.send(event::PrepareDone{first, driver.info("ui")}), "drop ui");
}

TEST(MachineFencing, drops_what_strangers_bring) {
  MachineDriver driver(R"({"camera":{"cold":1}})");
  driver.begin();
  EXPECT_EQ(driver.send(event::PrepareDone{{"kamera", 1}, PreparedInfo{}}), "drop kamera");
  EXPECT_EQ(driver.send(event::PrepareDone{{"detection", 1}, PreparedInfo{}}), "drop detection")
      << "its turn has not come";
  EXPECT_EQ(driver.send(event::SwitchDone{{"camera", 1}, PreparedInfo{}}), "");
  EXPECT_EQ(driver.send(event::SwitchBackDone{{"camera", 1}, base::Result<void>{}}), "");
  EXPECT_EQ(driver.send(event::RehearseDone{0, base::Result<void>{}}), "");
  EXPECT_EQ(driver.committed() + driver.flipped() + driver.measured(std::nullopt) + driver.verified(), "");
  EXPECT_EQ(driver.send(event::Continue{}) + driver.send(event::Begin{}), "");
  EXPECT_EQ(driver.prepared("camera"), "prepare detection inline, prepare ui inline");
}

TEST(MachineFencing, takes_a_rehearsals_answer_only_of_the_rehearsal_under_way) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  auto info = driver.needs_switch("ui");
  driver.prepared("ui", info);
  info.wants_rehearsal = true;
  driver.switched("ui", info);
  EXPECT_EQ(driver.send(event::RehearseDone{0, base::Result<void>{}}), "");
  EXPECT_EQ(driver.rehearsed(), "disarm deadline, commit 8");
  EXPECT_EQ(driver.not_rehearsed("ui"), "");
}

// How far a transaction gets that needs everything; `awaited` is what it then waits for.
struct Stop {
  const char* name;
  std::function<void(MachineDriver&)> go;
  std::function<std::string(MachineDriver&)> answer_awaited;
  bool switched = false;
};

std::ostream& operator<<(std::ostream& out, const Stop& stop) { return out << stop.name; }

void to_preparing(MachineDriver& d) {
  d.begin();
  d.prepared("camera", d.needs_switch("camera"));
}
void to_rehearsing(MachineDriver& d) {
  to_preparing(d);
  d.unaffected("ui");
  d.prepared("detection", d.wants_rehearsal("detection"));
  d.unaffected("inference");
}
void to_switching(MachineDriver& d) {
  to_rehearsing(d);
  d.rehearsed();
}
void to_repreparing(MachineDriver& d) {
  to_switching(d);
  d.switched("camera", d.settles_for("camera", {{"cold", 2}}));
}
void to_rehearsing_held(MachineDriver& d) {
  to_repreparing(d);
  d.unaffected("ui");
  d.prepared("detection", d.wants_rehearsal("detection"));
  d.unaffected("inference");
}

class MachineStopped : public ::testing::TestWithParam<Stop> {
 protected:
  MachineStopped() : driver_(R"({"camera":{"cold":1},"detection":{"big":1}})") { GetParam().go(driver_); }
  void finish() {
    if (GetParam().switched) {
      driver_.switched_back("camera");
      driver_.measured(std::nullopt);
    }
    driver_.verified();
  }
  MachineDriver driver_;
};

TEST_P(MachineStopped, by_its_caller_goes_back_when_what_runs_has_returned) {
  EXPECT_EQ(driver_.cancel(ErrorCode::deadline_exceeded), "disarm deadline, stop, arm drain");
  EXPECT_EQ(driver_.cancel(), "") << "the first reason counts";
  GetParam().answer_awaited(driver_);
  finish();
  EXPECT_EQ(driver_.report().state, State::cancelled);
  EXPECT_EQ(driver_.error(), ErrorCode::deadline_exceeded);
  EXPECT_EQ(driver_.report().revision.value, 7U);
}

TEST_P(MachineStopped, by_its_deadline_goes_back_when_what_runs_has_returned) {
  EXPECT_EQ(driver_.fired(Timer::deadline), "stop, arm drain");
  GetParam().answer_awaited(driver_);
  finish();
  EXPECT_EQ(driver_.report().state, State::rolled_back);
  EXPECT_EQ(driver_.error(), ErrorCode::timed_out);
}

TEST_P(MachineStopped, ends_without_what_never_returns) {
  driver_.cancel();
  const auto answer = driver_.fired(Timer::drain);
  EXPECT_EQ(answer.find("busy"), 0U) << answer;
  finish();
  EXPECT_TRUE(driver_.machine().finished());
}

std::string answer_prepares(MachineDriver& d) { return d.unaffected("ui") + d.prepared("detection"); }

INSTANTIATE_TEST_SUITE_P(
    While, MachineStopped,
    ::testing::Values(Stop{"preparing", to_preparing, answer_prepares},
                      Stop{"rehearsing", to_rehearsing, [](MachineDriver& d) { return d.rehearsed(); }},
                      Stop{"switching", to_switching, [](MachineDriver& d) { return d.switched("camera"); }, true},
                      Stop{"repreparing", to_repreparing, answer_prepares, true},
                      Stop{"rehearsing_held", to_rehearsing_held, [](MachineDriver& d) { return d.rehearsed(); },
                           true}));

}  // namespace
}  // namespace visiond::transaction
