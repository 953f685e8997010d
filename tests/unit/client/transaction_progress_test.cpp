#include "client/cli/transaction_progress.hpp"

#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

namespace visiond::cli {
namespace {

v1::TransactionEvent event(const std::string& text) { return testing::read<v1::TransactionEvent>(text); }

using Lines = std::vector<std::string>;

TEST(TransactionProgress, follows_its_own_transaction_only) {
  TransactionProgress progress("mine", 80);
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "started": {"requestId": "theirs"}})")));
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "phaseStarted": {"name": "NAME_STAGE"}})")));
  EXPECT_TRUE(progress.feed(event(R"({"transactionId": "a", "started": {"requestId": "mine"}})")));
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "ended": {}})")));
  EXPECT_FALSE(progress.ended());
  EXPECT_TRUE(progress.feed(event(R"({"transactionId": "a", "ended": {}})")));
  EXPECT_TRUE(progress.ended());
}

class StartedProgress : public ::testing::Test {
 protected:
  StartedProgress() { feed(R"("started": {"requestId": "mine"})"); }
  void feed(const std::string& members) { progress.feed(event(R"({"transactionId": "a", )" + members + "}")); }
  void plan() {
    progress.plan(testing::read<v1::Transaction>(R"({"waves": [
        {"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_PENDING"}]},
        {"operations": [{"section": "detection", "updateKind": "UPDATE_KIND_HOT_RELOAD", "outcome": "OUTCOME_PENDING"},
                        {"section": "ui", "updateKind": "UPDATE_KIND_IMMEDIATE", "outcome": "OUTCOME_DONE"}]}]})"));
  }

  TransactionProgress progress{"mine", 80};
};

TEST_F(StartedProgress, shows_a_line_a_wave) {
  feed(R"("phaseStarted": {"name": "NAME_PREPARE"}, "progress": 0.456, "remaining": "1.2s")");
  plan();
  EXPECT_EQ(progress.lines(), (Lines{"PREPARE  45 %, about 1.20 s left", "  wave 1  camera RESTART PENDING",
                                     "  wave 2  detection HOT_RELOAD PENDING, ui IMMEDIATE PENDING"}));
}

TEST_F(StartedProgress, does_not_run_ahead_of_the_events) {
  plan();
  EXPECT_EQ(progress.lines().back(), "  wave 2  detection HOT_RELOAD PENDING, ui IMMEDIATE PENDING");
}

TEST_F(StartedProgress, follows_each_operation) {
  plan();
  feed(R"("operation": {"section": "ui", "updateKind": "UPDATE_KIND_IMMEDIATE", "outcome": "OUTCOME_PREPARED"})");
  EXPECT_EQ(progress.lines().back(), "  wave 2  detection HOT_RELOAD PENDING, ui IMMEDIATE PREPARED");
}

TEST_F(StartedProgress, lacks_its_plan_once_there_is_one) {
  EXPECT_FALSE(progress.lacks_plan());
  feed(R"("phaseEnded": {"name": "NAME_PLAN"})");
  EXPECT_TRUE(progress.lacks_plan());
  plan();
  EXPECT_FALSE(progress.lacks_plan());
}

TEST_F(StartedProgress, shows_operations_without_a_plan_too) {
  feed(R"("operation": {"section": "ui", "updateKind": "UPDATE_KIND_IMMEDIATE", "outcome": "OUTCOME_PREPARED"})");
  EXPECT_EQ(progress.lines(), (Lines{"0 %", "  ui IMMEDIATE PREPARED"}));
  plan();
  EXPECT_EQ(progress.lines().back(), "  wave 2  detection HOT_RELOAD PENDING, ui IMMEDIATE PREPARED");
}

TEST(TransactionProgress, keeps_to_the_terminals_width) {
  TransactionProgress progress("mine", 11);
  progress.feed(event(R"({"transactionId": "a", "started": {"requestId": "mine", "waves": [{"operations":
      [{"section": "äöü", "updateKind": "UPDATE_KIND_RESTART"}]}]}})"));
  EXPECT_EQ(progress.lines().back(), "  wave 1  ä");
}

}  // namespace
}  // namespace visiond::cli
