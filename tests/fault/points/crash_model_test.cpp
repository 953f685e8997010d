// The crash loop's judge, on histories that were made up: it must accept what may happen and find what must not.
#include "tests/fault/crash_loop/crash_model.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

using Kind = CrashRequest::Kind;
using Tentative = CrashRequest::Tentative;
using State = CrashView::State;
using Lines = std::vector<std::string>;

// Two revisions: nothing, then a=1 under the request id r1; both were answered.
class Crash : public ::testing::Test {
 protected:
  Crash() { EXPECT_EQ(model_.answered(set_, {{}, "t2", 2, true}), Lines()); }

  void arm(Tentative tentative) {
    EXPECT_EQ(model_.answered({.patch = {{"a", 5}}, .tentative = tentative}, {{}, "t3", 3, true}), Lines());
  }

  static CrashView view(std::vector<CrashRevision> more = {}) {
    CrashView view;
    view.revisions = {{{}, "t1"}, {{{"a", 1}}, "t2"}};
    view.transactions_of_requests = {{"r1", "t2"}};
    view.revisions.insert(view.revisions.end(), more.begin(), more.end());
    view.running = view.revisions.back().values;
    return view;
  }

  bool accepts(const CrashView& seen, const std::optional<CrashRequest>& unanswered = {}) {
    return model_.restarted(unanswered, seen).empty();
  }

  const CrashRequest set_{.patch = {{"a", 1}}, .request_id = "r1"};
  const CrashRequest next_{.patch = {{"a", 2}, {"b", 3}}, .request_id = "r2"};
  CrashModel model_{{{}, "t1"}};
};

TEST_F(Crash, accepts_what_was_answered) { EXPECT_TRUE(accepts(view())); }

TEST_F(Crash, accepts_all_or_nothing_of_what_was_in_flight) {
  EXPECT_TRUE(accepts(view(), next_));
  auto seen = view({{{{"a", 2}, {"b", 3}}, "t3"}});
  seen.transactions_of_requests["r2"] = "t3";
  EXPECT_TRUE(accepts(seen, next_));
  EXPECT_EQ(model_.newest(), 3u);
}

TEST_F(Crash, finds_half_of_what_was_in_flight) { EXPECT_FALSE(accepts(view({{{{"a", 2}}, "t3"}}), next_)); }

TEST_F(Crash, finds_a_change_that_was_lost) {
  auto seen = view();
  seen.revisions.pop_back();
  seen.running = {};
  EXPECT_EQ(model_.restarted({}, seen), (Lines{"the newest revision is 1, not 2", "in force is {}, not {a=1}"}));
}

TEST_F(Crash, finds_a_change_that_is_not_in_force) {
  auto seen = view();
  seen.running = {};
  EXPECT_FALSE(accepts(seen));
}

TEST_F(Crash, finds_a_revision_that_nobody_asked_for) { EXPECT_FALSE(accepts(view({{{{"a", 9}}, "t3"}}))); }

TEST_F(Crash, finds_a_request_that_was_carried_out_twice) {
  EXPECT_FALSE(accepts(view({{{{"a", 2}, {"b", 3}}, "t3"}, {{{"a", 2}, {"b", 3}}, "t4"}}), next_));
  EXPECT_FALSE(accepts(view({{{{"a", 1}}, "t3"}}), set_));
}

TEST_F(Crash, finds_another_transaction_under_a_request_id) {
  auto seen = view();
  seen.transactions_of_requests["r1"] = "t9";
  EXPECT_FALSE(accepts(seen));
  seen.transactions_of_requests["r1"] = std::nullopt;
  EXPECT_FALSE(accepts(seen));
}

TEST_F(Crash, finds_a_request_id_without_its_change) {
  auto seen = view();
  seen.transactions_of_requests["r2"] = "t3";
  EXPECT_FALSE(accepts(seen, next_));
}

TEST_F(Crash, lets_the_id_of_what_made_no_difference_be_known_or_not) {
  const CrashRequest same{.patch = {{"a", 1}}, .request_id = "r2"};
  auto seen = view();
  seen.transactions_of_requests["r2"] = "t3";
  EXPECT_TRUE(accepts(seen, same));
  seen.transactions_of_requests["r2"] = std::nullopt;
  EXPECT_TRUE(accepts(seen, same));
}

TEST_F(Crash, finds_a_tentative_change_that_was_forgotten_or_kept_for_good) {
  arm(Tentative::lasting);
  auto seen = view({{{{"a", 5}}, "t3"}});
  seen.states["t3"] = State::committed;
  EXPECT_FALSE(accepts(seen));
  seen.states["t3"] = State::awaiting;
  EXPECT_TRUE(accepts(seen));
}

TEST_F(Crash, accepts_the_revert_of_what_expired_and_of_nothing_else) {
  arm(Tentative::expiring);
  auto seen = view({{{{"a", 5}}, "t3"}, {{{"a", 1}}, "t4", true}});
  seen.states["t3"] = State::awaiting;
  EXPECT_FALSE(accepts(seen)) << "reverted, but still armed";
  seen.states["t3"] = State::reverted;
  EXPECT_TRUE(accepts(seen));
  EXPECT_FALSE(model_.armed());
}

TEST_F(Crash, finds_the_revert_of_what_was_confirmed) {
  arm(Tentative::expiring);
  EXPECT_EQ(model_.answered({.kind = Kind::confirm, .transaction = "t3"}, {{}, "t3", 3, true}), Lines());
  EXPECT_FALSE(accepts(view({{{{"a", 5}}, "t3"}, {{{"a", 1}}, "t4", true}})));
}

TEST_F(Crash, finds_a_revert_to_the_wrong_revision) {
  arm(Tentative::expiring);
  EXPECT_FALSE(accepts(view({{{{"a", 5}}, "t3"}, {{}, "t4", true}})));
}

TEST_F(Crash, knows_what_undo_and_rollback_make) {
  ASSERT_EQ(model_.answered({.patch = {{"b", 7}}}, {{}, "t3", 3, true}), Lines());
  ASSERT_EQ(model_.answered({.kind = Kind::undo, .target = 2}, {{}, "t4", 4, true}), Lines());
  EXPECT_EQ(model_.revisions().back().values, (Values{{"b", 7}}));
  EXPECT_EQ(model_.answered({.kind = Kind::undo, .target = 2}, {"VALUE_CONFLICT"}), Lines());
  ASSERT_EQ(model_.answered({.kind = Kind::rollback, .target = 2}, {{}, "t5", 5, true}), Lines());
  EXPECT_EQ(model_.revisions().back().values, (Values{{"a", 1}}));
}

TEST_F(Crash, finds_answers_that_do_not_fit) {
  EXPECT_FALSE(model_.answered({.patch = {{"a", 2}}, .expected_revision = 1}, {{}, "t3", 3, true}).empty());
  EXPECT_FALSE(model_.answered({.patch = {{"a", 2}}}, {"ROLLED_BACK"}).empty());
  EXPECT_FALSE(model_.answered({.patch = {{"a", 3}}}, {{}, "t4", 7, true}).empty());
  EXPECT_FALSE(model_.answered(set_, {{}, "t5", 3, true}).empty()) << "a request id answered anew";
  EXPECT_FALSE(model_.answered({.patch = {{"z", 3}}, .request_id = "r1"}, {{}, "t2", 2, true}).empty());
}

}  // namespace
}  // namespace visiond::testing
