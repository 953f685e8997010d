// Waiting, cancelling, draining.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::State;

// camera hangs in a transaction that runs.
class CoordinatorQueue : public ::testing::Test {
 protected:
  CoordinatorQueue() {
    world_.camera.on_prepare(Behaviour::hang);
    running_ = world_.submit(R"({"camera":{"cold":1}})");
    world_.camera.wait_until_hanging();
  }
  RuntimeWorld world_;
  RuntimeWorld::Submitted running_;
};

TEST_F(CoordinatorQueue, lets_them_run_in_the_order_of_their_arrival) {
  std::vector<RuntimeWorld::Submitted> waiting;
  for (int n = 1; n <= 5; ++n) waiting.push_back(world_.submit(R"({"detection":{"hot":)" + std::to_string(n) + "}}"));
  EXPECT_EQ(waiting[4].announced.get(), waiting[4].id) << "told at once, before its turn";
  EXPECT_EQ(world_.find(waiting[4].id).value()->state, State::queued);
  EXPECT_EQ(world_.find(running_.id).value()->state, State::running);
  world_.camera.let_go();
  for (std::size_t n = 0; n < 5; ++n) EXPECT_EQ(waiting[n].answer.get().report->revision.value, 3 + n);
}

TEST_F(CoordinatorQueue, judges_each_by_what_is_in_force_when_its_turn_has_come) {
  auto request = world_.request(R"({"detection":{"hot":1}})");
  request.expected_revision = {2};
  auto waiting = world_.submit(request);
  world_.camera.let_go();
  EXPECT_EQ(waiting.answer.get().report->state, State::committed);
}

TEST_F(CoordinatorQueue, refuses_the_sixty_sixth_transaction) {
  std::vector<RuntimeWorld::Submitted> waiting;
  for (std::size_t n = 0; n < Coordinator::queue_limit; ++n)
    waiting.push_back(world_.submit(R"({"detection":{"hot":1}})"));
  EXPECT_EQ(world_.apply(R"({"detection":{"hot":2}})").report->error->code, ErrorCode::queue_full);
  world_.camera.let_go();
  EXPECT_EQ(running_.answer.get().report->state, State::committed);
  for (auto& each : waiting) EXPECT_EQ(each.answer.get().report->state, State::committed);
}

TEST_F(CoordinatorQueue, keeps_nobody_waiting_for_a_dry_run_of_depth_plan) {
  auto request = world_.request(R"({"detection":{"hot":1}})");
  request.validate_only = true;
  EXPECT_EQ(world_.apply(request).report->state, State::validated);
  world_.camera.let_go();
}

TEST_F(CoordinatorQueue, cancels_what_waits) {
  auto waiting = world_.submit(R"({"detection":{"hot":1}})");
  world_.coordinator->cancel(waiting.id, {ErrorCode::deadline_exceeded, "", "too late"});
  const auto answer = waiting.answer.get();
  EXPECT_EQ(answer.report->state, State::cancelled);
  EXPECT_EQ(answer.report->error->code, ErrorCode::deadline_exceeded);
  EXPECT_EQ(world_.find(waiting.id).value(), answer.report);
  world_.camera.let_go();
  running_.answer.get();
  EXPECT_EQ(world_.value("detection", "hot"), 0);
}

TEST_F(CoordinatorQueue, cancels_nothing_it_does_not_know) {
  world_.coordinator->cancel({"somebody else's"}, {ErrorCode::cancelled, "", "as asked"});
  world_.camera.let_go();
  EXPECT_EQ(running_.answer.get().report->state, State::committed);
  world_.coordinator->cancel(running_.id, {ErrorCode::cancelled, "", "as asked"});
  EXPECT_EQ(world_.apply(R"({"detection":{"hot":1}})").report->state, State::committed);
}

TEST_F(CoordinatorQueue, drains_although_a_participant_hangs) {
  auto waiting = world_.submit(R"({"detection":{"hot":1}})");
  world_.drain();
  EXPECT_EQ(running_.answer.get().report->error->code, ErrorCode::draining);
  EXPECT_EQ(waiting.answer.get().report->error->code, ErrorCode::draining);
  EXPECT_EQ(world_.cutover.revision().value, 1U);
}

TEST(CoordinatorDrain, ends_watchers_and_refuses_what_comes_later) {
  RuntimeWorld world;
  std::promise<base::Error> settings, transactions;
  const auto one = world.coordinator->watch_settings(
      {}, [](const auto&) {}, [&](const base::Error& e) { settings.set_value(e); });
  const auto two = world.coordinator->watch_transactions([](const auto&) {},
                                                         [&](const base::Error& e) { transactions.set_value(e); });
  world.drain();
  EXPECT_EQ(settings.get_future().get().code, ErrorCode::draining);
  EXPECT_EQ(transactions.get_future().get().code, ErrorCode::draining);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->error->code, ErrorCode::draining);
  std::promise<base::Error> late;
  const auto three = world.coordinator->watch_settings(
      {}, [](const auto&) {}, [&](const base::Error& e) { late.set_value(e); });
  EXPECT_EQ(late.get_future().get().code, ErrorCode::draining);
}

TEST(CoordinatorDrain, finishes_what_is_being_committed) {
  RuntimeWorld world;
  world.journal.hold();
  auto committing = world.submit(R"({"camera":{"hot":1}})");
  world.journal.wait_until_asked();
  auto drained = world.begin_drain();
  world.coordinator->cancel(committing.id, {ErrorCode::cancelled, "", "too late to be cancelled"});
  world.journal.let_go();
  EXPECT_EQ(committing.answer.get().report->state, State::committed);
  drained.wait();
  EXPECT_EQ(world.cutover.revision().value, 2U);
}

TEST(CoordinatorDrain, begins_nothing_that_was_only_looked_up) {
  RuntimeWorld world;
  world.journal.hold();
  auto waiting = world.submit(world.request(R"({"camera":{"hot":1}})", 1));
  world.journal.wait_until_asked();
  auto drained = world.begin_drain();
  world.journal.let_go();
  EXPECT_EQ(waiting.answer.get().report->error->code, ErrorCode::draining);
  drained.wait();
  EXPECT_EQ(world.journal.all().size(), 1U);
}

TEST(CoordinatorDrain, writes_what_was_left_for_an_idle_moment) {
  RuntimeWorld world;
  const auto answer = world.apply(R"({"camera":{"hot":1}})");
  world.drain();
  EXPECT_EQ(world.journal.outcome(answer.report->transaction_id)->report.first_frame_sequence,
            answer.report->first_frame_sequence);
  EXPECT_NE(answer.report->first_frame_sequence, 0U);
}

TEST(CoordinatorCancel, comes_too_late_once_commit_is_issued) {
  RuntimeWorld world;
  world.journal.hold();
  auto committing = world.submit(R"({"camera":{"hot":1}})");
  world.journal.wait_until_asked();
  world.coordinator->cancel(committing.id, {ErrorCode::cancelled, "", "as asked"});
  world.journal.let_go();
  EXPECT_EQ(committing.answer.get().report->state, State::committed);
}

}  // namespace
}  // namespace visiond::runtime
