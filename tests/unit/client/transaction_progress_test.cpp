#include "client/cli/transaction_progress.hpp"

#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

namespace visiond::cli {
namespace {

v1::TransactionEvent event(const std::string& text) { return testing::read<v1::TransactionEvent>(text); }

TEST(TransactionProgress, follows_its_own_transaction_only) {
  TransactionProgress progress("mine", 80);
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "started": {"requestId": "theirs"}})")));
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "phaseStarted": {"name": "NAME_STAGE"}})")));
  EXPECT_TRUE(progress.feed(event(R"({"transactionId": "a", "started": {"requestId": "mine"}})")));
  EXPECT_FALSE(progress.feed(event(R"({"transactionId": "b", "phaseStarted": {"name": "NAME_PLAN"}})")));
  EXPECT_TRUE(progress.feed(event(R"({"transactionId": "a", "phaseStarted": {"name": "NAME_STAGE"}})")));
}

TEST(TransactionProgress, shows_phase_operations_and_what_remains) {
  TransactionProgress progress("mine", 200);
  progress.feed(event(R"({"transactionId": "a", "started": {"requestId": "mine"}})"));
  progress.feed(event(R"({"transactionId": "a", "phaseStarted": {"name": "NAME_PREPARE"}})"));
  const char* operation = R"({"transactionId": "a", "progress": 0.456, "remaining": "1.2s", "operation":
      {"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_PREPARED"}})";
  EXPECT_EQ(progress.feed(event(operation)), "45 %  PREPARE  camera RESTART PREPARED  about 1.20 s left");
}

TEST(TransactionProgress, keeps_to_the_terminals_width) {
  TransactionProgress progress("mine", 7);
  EXPECT_EQ(progress.feed(event(R"({"transactionId": "a", "started": {"requestId": "mine", "waves": [{"operations":
      [{"section": "ä", "updateKind": "UPDATE_KIND_RESTART"}]}]}})")),
            "0 %  ä ");
}

}  // namespace
}  // namespace visiond::cli
