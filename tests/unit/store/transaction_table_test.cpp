#include "daemon/store/transaction_table.hpp"

#include "daemon/sqlite/database.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

struct Outcomes : ::testing::Test {
  Outcomes() {
    world.options.history_limit = 1;  // ten transactions
    world.open();
  }
  bool kept(std::uint64_t number) { return static_cast<bool>(world.store->transaction(transaction_id(number))); }
  bool answers(std::uint64_t number) { return world.store->request(request_id(number)).value().has_value(); }
  StoreWorld world;
};

TEST_F(Outcomes, are_kept_ten_times_as_long_as_revisions) {
  for (std::uint64_t number = 1; number <= 15; ++number) world.commit(number);
  EXPECT_FALSE(kept(5));
  EXPECT_TRUE(kept(6));
}

TEST_F(Outcomes, that_failed_push_out_older_ones_too) {
  for (std::uint64_t number = 1; number <= 15; ++number) ASSERT_TRUE(world.store->record(outcome(number)));
  EXPECT_FALSE(kept(5));
  EXPECT_TRUE(kept(6));
}

TEST_F(Outcomes, do_not_count_twice_when_replaced) {
  for (std::uint64_t number = 1; number <= 10; ++number) ASSERT_TRUE(world.store->record(outcome(number)));
  for (std::uint64_t number = 1; number <= 10; ++number) ASSERT_TRUE(world.store->record(outcome(number)));
  EXPECT_TRUE(kept(1));
}

TEST_F(Outcomes, with_a_request_id_are_kept_for_a_day) {
  for (std::uint64_t number = 1; number <= 15; ++number) ASSERT_TRUE(world.store->record(requested_outcome(number)));
  EXPECT_TRUE(answers(1));
}

TEST_F(Outcomes, with_a_request_id_go_after_a_day) {
  for (std::uint64_t number = 1; number <= 15; ++number) ASSERT_TRUE(world.store->record(requested_outcome(number)));
  auto next_day = outcome(16);
  next_day.report.create_time += std::chrono::hours(25);
  ASSERT_TRUE(world.store->record(next_day));
  EXPECT_FALSE(kept(1));
  EXPECT_FALSE(answers(1));
  EXPECT_TRUE(answers(5)) << "a few a time";
}

TEST_F(Outcomes, whose_time_is_damaged_go_too) {
  for (std::uint64_t number = 1; number <= 12; ++number) ASSERT_TRUE(world.store->record(requested_outcome(number)));
  world.close();
  {
    sqlite::Database database(world.file(), sqlite::Database::Mode::existing);
    database.execute("UPDATE transactions SET create_time = -9223372036854775808 WHERE sequence = 1").value();
    database.execute("UPDATE transactions SET sequence = -9223372036854775808 WHERE sequence = 2").value();
    database.checkpoint_on_close(true);
  }
  world.open();
  ASSERT_TRUE(world.store->record(outcome(13)));
  EXPECT_TRUE(kept(2)) << "its time is sound, and a request id is kept for a day";
  auto next_day = outcome(14);
  next_day.report.create_time += std::chrono::hours(25);
  ASSERT_TRUE(world.store->record(next_day));
  EXPECT_FALSE(kept(1));
  EXPECT_FALSE(kept(2));
}

TEST_F(Outcomes, answer_a_request_id_with_the_newest_transaction_that_consumed_it) {
  ASSERT_TRUE(world.store->record(requested_outcome(1)));
  auto second = requested_outcome(2);
  second.report.request_id = request_id(1);
  ASSERT_TRUE(world.store->record(second));
  EXPECT_EQ(world.store->request(request_id(1)).value().value().report.transaction_id, transaction_id(2));
}

}  // namespace
}  // namespace visiond::testing
