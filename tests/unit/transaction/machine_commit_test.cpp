// The commit point, the flip, and what is measured after it.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;

// Up to the commit of one HOT_RELOAD change.
class MachineCommit : public ::testing::Test {
 protected:
  MachineCommit() : driver_(R"({"ui":{"hot":1}})") {
    driver_.begin();
    answer_ = driver_.prepared("ui");
  }
  MachineDriver driver_;
  std::string answer_;
};

TEST_F(MachineCommit, writes_revision_and_documents_once_everything_is_prepared) {
  EXPECT_EQ(answer_, "disarm deadline, commit 8");
  EXPECT_FALSE(driver_.machine().cancellable());
  EXPECT_EQ(driver_.commit().sparse, json::parse(R"({"ui":{"hot":1}})"));
  EXPECT_EQ(driver_.commit().full.at("ui").at("hot"), 1);
}

TEST_F(MachineCommit, is_neither_cancelled_nor_timed_out) {
  EXPECT_EQ(driver_.cancel(), "");
  EXPECT_EQ(driver_.cancel(ErrorCode::draining), "");
  EXPECT_EQ(driver_.fired(Timer::deadline), "");
  EXPECT_EQ(driver_.committed(), "flip 8");
  EXPECT_EQ(driver_.cancel(), "");
  EXPECT_EQ(driver_.flipped(42), "finish");
  EXPECT_EQ(driver_.report().state, State::committed);
  EXPECT_EQ(driver_.report().revision.value, 8U);
  EXPECT_EQ(driver_.report().first_frame_sequence, 42U);
}

TEST_F(MachineCommit, writes_once_however_often_it_is_answered) {
  EXPECT_EQ(driver_.committed(), "flip 8");
  EXPECT_EQ(driver_.committed(), "");
  EXPECT_EQ(driver_.refused({}), "");
  driver_.flipped();
  EXPECT_EQ(driver_.committed(), "");
  EXPECT_EQ(driver_.flipped(), "");
}

TEST_F(MachineCommit, rolls_back_what_the_store_refuses_with_its_reason) {
  EXPECT_EQ(driver_.refused({ErrorCode::storage_full, "", "the disk is full"}), "drop all, verify 7");
  EXPECT_EQ(driver_.verified(), "finish");
  EXPECT_EQ(driver_.report().state, State::rolled_back);
  EXPECT_EQ(driver_.error(), ErrorCode::storage_full);
  EXPECT_EQ(driver_.report().revision.value, 7U);
  EXPECT_FALSE(driver_.report().changed);
  EXPECT_EQ(driver_.outcomes(), "ui UNDONE");
}

TEST_F(MachineCommit, tells_watchers_that_it_is_done_only_when_it_is) {
  const auto told = [&] {
    for (const auto& each : driver_.published()) {
      if (each.what == action::Publish::What::operation && each.operation.outcome == Outcome::done) return true;
    }
    return false;
  };
  EXPECT_EQ(driver_.outcomes(), "ui DONE") << "the record that is being written says so already";
  EXPECT_FALSE(told());
  driver_.committed();
  driver_.flipped();
  EXPECT_TRUE(told());
}

TEST(MachineFlip, measures_the_downtime_of_a_restart_before_it_answers) {
  MachineDriver driver(R"({"ui":{"cold":1},"camera":{"hot":1}})");
  driver.begin();
  driver.prepared("camera");
  driver.prepared("ui");
  driver.committed();
  EXPECT_EQ(driver.flipped(), "measure");
  EXPECT_EQ(driver.measured(milliseconds(12)), "finish");
  EXPECT_EQ(driver.operation("ui").downtime, milliseconds(12));
  EXPECT_FALSE(driver.operation("camera").downtime);
}

TEST(MachineFlip, leaves_the_downtime_open_where_no_frame_came) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("ui");
  driver.committed();
  driver.flipped(0);
  EXPECT_EQ(driver.measured(std::nullopt), "finish");
  EXPECT_FALSE(driver.operation("ui").downtime);
}

TEST(MachineFlip, has_no_downtime_where_the_old_object_served_meanwhile) {
  MachineDriver driver(R"({"ui":{"big":1}})");
  driver.begin();
  driver.prepared("ui");
  driver.committed();
  EXPECT_EQ(driver.flipped(), "finish");
  EXPECT_EQ(driver.operation("ui").downtime, Duration{});
}

TEST(MachineFlip, does_not_count_waiting_for_a_frame_as_part_of_the_flip) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("ui");
  driver.committed();
  driver.pass(milliseconds(1));
  driver.flipped();
  driver.pass(milliseconds(40));
  driver.measured(milliseconds(12));
  EXPECT_EQ(driver.report().phases.back().name, PhaseName::flip);
  EXPECT_EQ(driver.report().phases.back().duration, milliseconds(1));
}

TEST(MachineRefusedCommit, switches_back_what_was_switched_over) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("ui", driver.needs_switch("ui"));
  EXPECT_EQ(driver.switched("ui"), "disarm deadline, commit 8");
  EXPECT_EQ(driver.refused({ErrorCode::storage_full, "", "full"}), "arm way back, switch back ui");
  EXPECT_EQ(driver.switched_back("ui"), "disarm way back, release, measure");
  EXPECT_EQ(driver.measured(milliseconds(3)), "drop all, verify 7");
  EXPECT_EQ(driver.verified(), "finish");
  EXPECT_EQ(driver.report().state, State::rolled_back);
  EXPECT_EQ(driver.operation("ui").downtime, milliseconds(3));
}

}  // namespace
}  // namespace visiond::transaction
