// Going back to a revision, undoing one, comparing two, listing what happened.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::Kind;
using transaction::State;

transaction::Request back(Kind kind, std::uint64_t target) {
  transaction::Request request;
  request.kind = kind;
  request.target = {target};
  request.author = "test";
  return request;
}

// Revision 2: camera.hot 5. Revision 3: detection.hot 7. Revision 4: camera.hot 6.
void make_history(RuntimeWorld& world) {
  world.apply(R"({"camera":{"hot":5}})");
  world.apply(R"({"detection":{"hot":7}})");
  world.apply(R"({"camera":{"hot":6}})");
}

TEST(CoordinatorRollback, restores_the_settings_of_a_revision) {
  RuntimeWorld world;
  make_history(world);
  const auto answer = world.apply(back(Kind::rollback, 2));
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_EQ(answer.report->kind, Kind::rollback);
  EXPECT_EQ(answer.report->revision.value, 5U) << "history only grows";
  EXPECT_EQ(world.value("camera", "hot"), 5);
  EXPECT_EQ(world.value("detection", "hot"), 0);
  EXPECT_EQ(world.revision().sparse, world.revision({2}).sparse);
}

TEST(CoordinatorRollback, restores_only_the_paths_it_names) {
  RuntimeWorld world;
  make_history(world);
  auto request = back(Kind::rollback, 1);
  request.paths = {"camera.hot"};
  EXPECT_EQ(world.apply(request).report->state, State::committed);
  EXPECT_EQ(world.value("camera", "hot"), 0);
  EXPECT_EQ(world.value("detection", "hot"), 7);
}

TEST(CoordinatorRollback, names_what_it_cannot_find) {
  RuntimeWorld world;
  EXPECT_EQ(world.apply(back(Kind::rollback, 9)).report->error->code, ErrorCode::no_such_revision);
  EXPECT_EQ(world.apply(back(Kind::undo, 9)).report->error->code, ErrorCode::no_such_revision);
  EXPECT_EQ(world.apply(back(Kind::undo, 1)).report->error->code, ErrorCode::no_such_revision);
  auto request = back(Kind::rollback, 1);
  request.paths = {"camera.hott"};
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::unknown_setting);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->state, State::committed) << "and goes on";
}

TEST(CoordinatorRollback, is_a_difference_or_none) {
  RuntimeWorld world;
  make_history(world);
  const auto answer = world.apply(back(Kind::rollback, 4));
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_FALSE(answer.report->changed);
}

TEST(CoordinatorRollback, can_be_tried_dry) {
  RuntimeWorld world;
  make_history(world);
  auto request = back(Kind::rollback, 1);
  request.validate_only = true;
  const auto answer = world.apply(request);
  EXPECT_EQ(answer.report->state, State::validated);
  EXPECT_EQ(answer.report->changes.size(), 2U);
  EXPECT_EQ(world.value("camera", "hot"), 6);
}

TEST(CoordinatorRollback, keeps_to_the_rules_of_every_transaction) {
  RuntimeWorld world;
  make_history(world);
  auto request = back(Kind::rollback, 1);
  request.expected_revision = {3};
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::revision_conflict);
  request.expected_revision = {4};
  request.request_id = world.request("{}", 1).request_id;
  const auto first = world.apply(request);
  EXPECT_EQ(world.apply(request).report->transaction_id, first.report->transaction_id);
  request.target = {2};
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::request_id_reused);
}

TEST(CoordinatorRollback, is_rolled_back_itself_when_it_fails) {
  RuntimeWorld world;
  world.apply(R"({"camera":{"cold":5}})");
  world.camera.on_prepare(Behaviour::fail);
  EXPECT_EQ(world.apply(back(Kind::rollback, 1)).report->state, State::rolled_back);
  EXPECT_EQ(world.value("camera", "cold"), 5);
}

TEST(CoordinatorUndo, takes_one_change_back_and_leaves_later_ones) {
  RuntimeWorld world;
  make_history(world);
  const auto answer = world.apply(back(Kind::undo, 3));
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_EQ(answer.report->kind, Kind::undo);
  EXPECT_EQ(world.value("detection", "hot"), 0);
  EXPECT_EQ(world.value("camera", "hot"), 6);
}

TEST(CoordinatorUndo, refuses_where_a_later_change_overlaps) {
  RuntimeWorld world;
  make_history(world);
  const auto answer = world.apply(back(Kind::undo, 2));
  EXPECT_EQ(answer.report->state, State::rejected);
  EXPECT_EQ(answer.report->error->code, ErrorCode::value_conflict);
  EXPECT_EQ(answer.report->error->path, "camera.hot");
}

TEST(CoordinatorDiff, compares_two_revisions) {
  RuntimeWorld world;
  make_history(world);
  const auto changes = world.diff({2}, {}).value();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].path, "camera.hot");
  EXPECT_EQ(changes[0].old_value, 5);
  EXPECT_EQ(changes[0].new_value, 6);
  EXPECT_EQ(world.diff({9}, {}).error().code, ErrorCode::no_such_revision);
}

TEST(CoordinatorTransactions, are_listed_newest_first_page_by_page) {
  RuntimeWorld world;
  make_history(world);
  const auto first = world.transactions({.page_size = 2});
  ASSERT_EQ(first.reports.size(), 2U);
  EXPECT_EQ(first.reports[0]->revision.value, 4U);
  EXPECT_TRUE(first.more);
  const auto second = world.transactions({.page_size = 2, .page_token = first.page_tokens.back()});
  ASSERT_EQ(second.reports.size(), 1U);
  EXPECT_EQ(second.reports[0]->revision.value, 2U);
  EXPECT_FALSE(second.more);
}

TEST(CoordinatorCancel, answers_with_the_report_of_what_it_ended) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto running = world.submit(world.request(R"({"camera":{"cold":1}})", 1));
  world.camera.wait_until_hanging();
  auto waiting = world.submit(R"({"camera":{"hot":1}})");
  EXPECT_EQ(world.cancel(waiting.id).value()->state, State::cancelled);
  EXPECT_EQ(waiting.answer.get().report->error->code, ErrorCode::cancelled);
  EXPECT_EQ(world.cancel(world.request("{}", 1).request_id).value()->transaction_id, running.id);
  EXPECT_EQ(running.answer.get().report->state, State::cancelled);
  world.camera.let_go();
}

TEST(CoordinatorCancel, comes_too_late_for_what_is_done) {
  RuntimeWorld world;
  const auto done = world.apply(R"({"camera":{"hot":1}})").report->transaction_id;
  EXPECT_EQ(world.cancel(done).error().code, ErrorCode::nothing_to_cancel);
  EXPECT_EQ(world.cancel(base::TransactionId{"none"}).error().code, ErrorCode::no_such_transaction);
  world.journal.hold();
  auto committing = world.submit(R"({"camera":{"hot":2}})");
  world.journal.wait_until_asked();
  EXPECT_EQ(world.cancel(committing.id).error().code, ErrorCode::nothing_to_cancel);
  world.journal.let_go();
  EXPECT_EQ(committing.answer.get().report->state, State::committed);
}

}  // namespace
}  // namespace visiond::runtime
