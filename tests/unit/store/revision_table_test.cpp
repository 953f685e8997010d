#include "daemon/store/revision_table.hpp"

#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace visiond::testing {
namespace {

using base::ErrorCode;

std::vector<std::uint64_t> numbers(const std::vector<transaction::RevisionRecord>& records) {
  std::vector<std::uint64_t> result;
  for (const auto& record : records) result.push_back(record.revision.value);
  return result;
}

struct History : ::testing::Test {
  void fill(std::uint64_t count) {
    world.open();
    world.commit_more(count);
  }
  std::vector<std::uint64_t> list(const transaction::RevisionFilter& wanted) {
    return numbers(world.store->revisions(wanted).value());
  }
  void execute(const char* sql) {
    sqlite::Database database(world.file(), sqlite::Database::Mode::existing);
    database.execute(sql).value();
    database.checkpoint_on_close(true);
  }
  StoreWorld world;
  transaction::RevisionFilter filter;
};

using Numbers = std::vector<std::uint64_t>;

TEST_F(History, lists_the_newest_first) {
  fill(4);
  EXPECT_EQ(list(filter), (Numbers{4, 3, 2, 1}));
}

TEST_F(History, lists_page_after_page) {
  fill(5);
  filter.limit = 2;
  EXPECT_EQ(list(filter), (Numbers{5, 4}));
  filter.below = base::Revision{4};
  EXPECT_EQ(list(filter), (Numbers{3, 2}));
  filter.below = base::Revision{2};
  EXPECT_EQ(list(filter), (Numbers{1}));
}

TEST_F(History, filters_by_author) {
  fill(7);
  filter.author = "third";
  EXPECT_EQ(list(filter), (Numbers{6, 3}));
}

TEST_F(History, filters_by_section) {
  fill(4);
  filter.section = "detection";
  EXPECT_EQ(list(filter), (Numbers{4, 2}));
}

TEST_F(History, takes_no_part_of_a_section_name_for_it) {
  fill(2);
  filter.section = "cam";
  EXPECT_EQ(list(filter), Numbers{});
}

TEST_F(History, filters_by_time) {
  fill(5);
  filter.after = time(2);  // revisions are 7 ns later than their second
  filter.before = time(4);
  EXPECT_EQ(list(filter), (Numbers{3, 2}));
}

TEST_F(History, resumes_after_a_revision_oldest_first) {
  fill(5);
  EXPECT_EQ(numbers(world.store->revisions_after({2}, 100).value()), (Numbers{3, 4, 5}));
  EXPECT_EQ(numbers(world.store->revisions_after({2}, 2).value()), (Numbers{3, 4}));
  EXPECT_EQ(numbers(world.store->revisions_after({5}, 2).value()), Numbers{});
}

TEST_F(History, cannot_resume_from_the_future) {
  fill(2);
  const auto refused = world.store->revisions_after({3}, 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::revision_gone);
  EXPECT_EQ(refused.error().path, "2");
}

TEST_F(History, cannot_resume_from_what_is_no_longer_kept) {
  world.options.history_limit = 3;
  fill(6);
  const auto refused = world.store->revisions_after({2}, 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::revision_gone);
  EXPECT_EQ(refused.error().path, "3");
  EXPECT_EQ(numbers(world.store->revisions_after({3}, 10).value()), (Numbers{4, 5, 6}));
}

TEST_F(History, drops_the_oldest_beyond_the_limit) {
  world.options.history_limit = 3;
  fill(8);
  EXPECT_EQ(list(filter), (Numbers{8, 7, 6}));
}

TEST_F(History, drops_a_few_with_each_commit_after_the_limit_was_lowered) {
  fill(20);
  world.store->set_history_limit(2);
  world.commit_more(1);
  EXPECT_EQ(list(filter).size(), 17U);
  world.commit_more(6);
  EXPECT_EQ(list(filter), (Numbers{27, 26}));
}

TEST_F(History, never_drops_the_newest) {
  world.options.history_limit = 0;
  fill(3);
  EXPECT_EQ(list(filter), (Numbers{3}));
}

TEST_F(History, never_drops_the_base_of_an_armed_confirmation) {
  fill(4);
  world.close();
  execute("INSERT INTO armed_confirmation VALUES (1, 'id', 4, 3, 0, 0)");
  world.options.history_limit = 1;
  world.open();
  world.commit_more(4);
  EXPECT_EQ(list(filter), (Numbers{8, 7, 6, 5, 4, 3}));
}

TEST_F(History, names_the_kept_revisions_where_one_is_missing) {
  world.options.history_limit = 3;
  fill(6);
  const auto missing = world.store->revision({2});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::no_such_revision);
  EXPECT_NE(missing.error().message.find("4 to 6"), std::string::npos) << missing.error().message;
}

TEST_F(History, has_no_revision_beyond_what_sqlite_counts) {
  fill(1);
  EXPECT_FALSE(world.store->revision({~std::uint64_t{0}}));
}

}  // namespace
}  // namespace visiond::testing
