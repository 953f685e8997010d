#include "daemon/store/armed_table.hpp"

#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

using base::ErrorCode;
using transaction::State;

transaction::ArmedConfirmation armed(std::uint64_t number) {
  return {transaction_id(number), {number}, {number - 1}, time(number + 30), std::chrono::seconds(30)};
}

transaction::Report report(std::uint64_t number, State state) {
  auto report = outcome(number).report;
  report.state = state;
  return report;
}

struct Armed : ::testing::Test {
  Armed() {
    world.open();
    world.commit(1);
  }
  base::Result<void> arm(std::uint64_t number) {
    transaction::TransactionRecord awaiting{report(number, State::awaiting_confirmation), {}};
    return world.store->commit({.revision = revision_record(number), .outcome = awaiting, .armed = armed(number)});
  }
  State state_of(std::uint64_t number) { return world.store->transaction(transaction_id(number)).value().state; }
  StoreWorld world;
};

TEST_F(Armed, comes_back_as_it_was_after_a_restart) {
  ASSERT_TRUE(arm(2));
  world.open();
  const auto found = world.store->armed().value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->transaction_id, transaction_id(2));
  EXPECT_EQ(found->revision.value, 2U);
  EXPECT_EQ(found->base_revision.value, 1U);
  EXPECT_EQ(found->deadline, time(32));
  EXPECT_EQ(found->time_out, std::chrono::seconds(30));
}

TEST_F(Armed, is_gone_once_confirmed) {
  ASSERT_TRUE(arm(2));
  ASSERT_TRUE(world.store->confirm(report(2, State::committed)));
  world.open();
  EXPECT_FALSE(world.store->armed().value());
  EXPECT_EQ(state_of(2), State::committed);
}

TEST_F(Armed, cannot_be_confirmed_by_another_or_twice) {
  ASSERT_TRUE(arm(2));
  EXPECT_EQ(world.store->confirm(report(1, State::committed)).error().code, ErrorCode::nothing_to_confirm);
  ASSERT_TRUE(world.store->confirm(report(2, State::committed)));
  EXPECT_EQ(world.store->confirm(report(2, State::committed)).error().code, ErrorCode::nothing_to_confirm);
}

TEST_F(Armed, is_reverted_by_one_commit) {
  ASSERT_TRUE(arm(2));
  ASSERT_TRUE(world.store->commit(
      {.revision = revision_record(3), .outcome = outcome(3), .reverted = report(2, State::reverted)}));
  world.open();
  EXPECT_FALSE(world.store->armed().value());
  EXPECT_EQ(state_of(2), State::reverted);
  EXPECT_EQ(world.newest(), 3U);
}

TEST_F(Armed, stays_where_its_reverting_commit_is_refused) {
  ASSERT_TRUE(arm(2));
  EXPECT_FALSE(world.store->commit(
      {.revision = revision_record(9), .outcome = outcome(9), .reverted = report(2, State::reverted)}));
  EXPECT_TRUE(world.store->armed().value());
  EXPECT_EQ(state_of(2), State::awaiting_confirmation);
}

TEST_F(Armed, is_the_only_one) {
  ASSERT_TRUE(arm(2));
  EXPECT_EQ(arm(3).error().code, ErrorCode::confirmation_pending);
  EXPECT_EQ(world.newest(), 2U);
}

TEST_F(Armed, keeps_its_base_from_being_dropped) {
  world.options.history_limit = 1;
  world.open();
  ASSERT_TRUE(arm(2));
  for (std::uint64_t number = 3; number < 20; ++number) world.commit(number);
  EXPECT_TRUE(world.store->revision({1}));
  ASSERT_TRUE(world.store->confirm(report(2, State::committed)));
  for (std::uint64_t number = 20; number < 30; ++number) world.commit(number);
  EXPECT_FALSE(world.store->revision({1}));
}

}  // namespace
}  // namespace visiond::testing
