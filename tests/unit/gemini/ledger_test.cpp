#include "services/gemini/ledger.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace visiond::gemini {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() { EXPECT_TRUE(open()); }
  base::Result<void> open() {
    ledger.reset();
    ledger = std::make_unique<Ledger>(file);
    return ledger->open(clock.wall_now());
  }
  base::Result<void> reserve() { return ledger->reserve(budget, clock.wall_now()); }
  Usage usage() const { return ledger->usage(clock.wall_now()); }

  testing::TempFolder folder;
  const std::filesystem::path file = folder.path() / "gemini.sqlite";
  testing::ManualClock clock;  // 2026-01-01T00:00:00Z
  Budget budget{.a_minute = 2, .a_day = 3};
  std::unique_ptr<Ledger> ledger;
};

TEST_F(LedgerTest, allows_what_the_budget_of_the_minute_allows) {
  EXPECT_TRUE(reserve());
  clock.advance(seconds(59));
  EXPECT_TRUE(reserve());
  const auto refused = reserve();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::budget_exhausted);
  EXPECT_EQ(refused.error().path, "gemini.requests_per_min");
  EXPECT_EQ(refused.error().message,
            "all 2 requests of this minute are used up (gemini.requests_per_min); there are new ones from "
            "2026-01-01T00:01:00Z on");
  clock.advance(seconds(1));
  EXPECT_TRUE(reserve());
}

TEST_F(LedgerTest, allows_what_the_budget_of_the_day_allows) {
  for (int n = 0; n < 3; ++n) {
    EXPECT_TRUE(reserve());
    clock.advance(minutes(1));
  }
  const auto refused = reserve();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().path, "gemini.daily_budget");
  EXPECT_NE(refused.error().message.find("from 2026-01-02T00:00:00Z on"), std::string::npos);
  clock.advance(hours(24) - minutes(3));
  EXPECT_TRUE(reserve());
}

TEST_F(LedgerTest, lets_none_through_where_the_budget_is_nothing) {
  budget.a_minute = 0;
  EXPECT_NE(reserve().error().message.find("0 lets none through"), std::string::npos);
  EXPECT_EQ(usage().today, 0);
}

TEST_F(LedgerTest, counts_what_no_budget_holds_up) {
  for (int n = 0; n < 5; ++n) EXPECT_TRUE(ledger->reserve(std::nullopt, clock.wall_now()));
  EXPECT_EQ(usage().today, 5);
  EXPECT_FALSE(reserve());
}

TEST_F(LedgerTest, survives_a_restart) {
  EXPECT_TRUE(reserve());
  ledger->add_tokens(258, 7, clock.wall_now());
  EXPECT_TRUE(reserve());
  ASSERT_TRUE(open());
  EXPECT_EQ(usage().this_minute, 2);
  EXPECT_EQ(usage().today, 2);
  EXPECT_EQ(usage().input_tokens, 258);
  EXPECT_EQ(usage().output_tokens, 7);
  EXPECT_FALSE(reserve());
}

TEST_F(LedgerTest, forgets_with_the_minute_and_the_day) {
  EXPECT_TRUE(reserve());
  clock.advance(minutes(1));
  EXPECT_EQ(usage().this_minute, 0);
  EXPECT_EQ(usage().today, 1);
  clock.advance(hours(24));
  EXPECT_EQ(usage().today, 0);
}

TEST_F(LedgerTest, gives_nothing_back_when_the_clock_is_set_back) {
  for (int n = 0; n < 2; ++n) EXPECT_TRUE(reserve());
  const auto before = clock.wall_now();
  clock.set_wall(before + hours(2));
  EXPECT_TRUE(reserve());
  clock.set_wall(before);
  EXPECT_FALSE(reserve());
}

TEST_F(LedgerTest, that_is_damaged_lets_nothing_through_and_says_so) {
  ledger.reset();
  std::ofstream(file, std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
  EXPECT_FALSE(open());
  EXPECT_EQ(ledger->fault()->code, ErrorCode::store_damaged);
  EXPECT_FALSE(reserve());
  std::filesystem::remove(file);
  EXPECT_TRUE(reserve()) << "it is tried again each time";
  EXPECT_EQ(ledger->fault(), std::nullopt);
}

TEST_F(LedgerTest, that_cannot_be_made_lets_nothing_through) {
  Ledger nowhere(folder.path() / "absent" / "gemini.sqlite");
  EXPECT_EQ(nowhere.open(clock.wall_now()).error().code, ErrorCode::storage_failed);
  EXPECT_EQ(nowhere.reserve(budget, clock.wall_now()).error().code, ErrorCode::storage_failed);
}

}  // namespace
}  // namespace visiond::gemini
