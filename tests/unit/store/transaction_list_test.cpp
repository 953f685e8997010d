// Listing transactions with filters, page by page.
#include "daemon/store/transaction_table.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

using transaction::State;
using transaction::TransactionFilter;

struct Listing : ::testing::Test {
  Listing() {
    world.open();
    for (std::uint64_t number = 1; number <= 6; ++number) {
      auto record = outcome(number);
      record.report.author = number % 2 == 0 ? "even" : "odd";
      record.report.state = number % 3 == 0 ? State::rolled_back : State::committed;
      if (number == 6) record.report.state = State::rollback_incomplete;
      settings::Change change;
      change.path = number <= 2 ? "camera.width" : "detection.class_confidence[\"a b\"]";
      record.report.changes = {change};
      world.store->record(record).value();
    }
  }
  std::vector<std::uint64_t> list(const TransactionFilter& filter) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : world.store->transactions(filter).value()) numbers.push_back(each.report.revision.value);
    return numbers;
  }
  using Numbers = std::vector<std::uint64_t>;
  StoreWorld world;
};

TEST_F(Listing, is_newest_first) { EXPECT_EQ(list({}), (Numbers{6, 5, 4, 3, 2, 1})); }

TEST_F(Listing, keeps_to_states_authors_sections_and_times) {
  EXPECT_EQ(list({.states = {State::rolled_back}}), (Numbers{3}));
  EXPECT_EQ(list({.states = {State::rolled_back, State::rollback_incomplete}}), (Numbers{6, 3}));
  EXPECT_EQ(list({.author = "even"}), (Numbers{6, 4, 2}));
  EXPECT_EQ(list({.section = "camera"}), (Numbers{2, 1}));
  TransactionFilter filter;
  filter.after = time(2);
  filter.before = time(5);
  EXPECT_EQ(list(filter), (Numbers{4, 3}));
}

TEST_F(Listing, goes_on_where_the_page_before_ended) {
  TransactionFilter filter;
  filter.limit = 4;
  const auto page = world.store->transactions(filter).value();
  ASSERT_EQ(page.size(), 4U);
  filter.below = page.back().sequence;
  EXPECT_EQ(list(filter), (Numbers{2, 1}));
}

}  // namespace
}  // namespace visiond::testing
