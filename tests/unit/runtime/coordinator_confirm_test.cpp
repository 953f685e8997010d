// Confirmed commit: armed by the commit, then confirmed, cancelled or expired; across a restart too.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::milliseconds;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::Kind;
using transaction::State;

transaction::Request tentative(const RuntimeWorld& world, const std::string& patch,
                               base::Duration time_out = hours(1)) {
  auto request = world.request(patch);
  request.confirm_timeout = time_out;
  return request;
}

constexpr const char* hot = R"({"camera":{"hot":5}})";
constexpr const char* cold = R"({"camera":{"cold":5}})";

void wait_for_revert(RuntimeWorld& world, const base::TransactionId& id) {
  world.wait_until([&] { return world.find(id).value()->state == State::reverted; });
}

TEST(CoordinatorConfirm, runs_the_change_at_once_and_waits) {
  RuntimeWorld world;
  const auto answer = world.apply(tentative(world, hot));
  EXPECT_EQ(answer.report->state, State::awaiting_confirmation);
  EXPECT_EQ(world.value("camera", "hot"), 5);
  EXPECT_EQ(world.journal.armed()->transaction_id, answer.report->transaction_id);
  EXPECT_EQ(world.journal.armed()->base_revision.value, 1U);
  EXPECT_GT(*answer.report->confirm_remaining, milliseconds(0));
  EXPECT_LE(*answer.report->confirm_remaining, base::Duration(hours(1)));
}

TEST(CoordinatorConfirm, keeps_what_is_confirmed) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  const auto confirmed = world.confirm(id).value();
  EXPECT_EQ(confirmed->state, State::committed);
  EXPECT_FALSE(world.journal.armed());
  EXPECT_EQ(world.journal.outcome(id)->report.state, State::committed);
  EXPECT_EQ(world.find(id).value()->state, State::committed);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":6}})").report->state, State::committed) << "others go on";
}

TEST(CoordinatorConfirm, writes_nothing_late_over_a_confirmation) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  ASSERT_TRUE(world.confirm(id));
  world.drain();
  EXPECT_EQ(world.journal.outcome(id)->report.state, State::committed);
}

TEST(CoordinatorConfirm, refuses_others_meanwhile_and_those_that_wait) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(tentative(world, cold));
  world.camera.wait_until_hanging();
  auto waiting = world.submit(R"({"detection":{"hot":1}})");
  world.camera.let_go();
  ASSERT_EQ(first.answer.get().report->state, State::awaiting_confirmation);
  EXPECT_EQ(waiting.answer.get().report->error->code, ErrorCode::confirmation_pending);
  const auto later = world.apply(tentative(world, R"({"detection":{"hot":2}})"));
  EXPECT_EQ(later.report->error->code, ErrorCode::confirmation_pending);
  EXPECT_NE(later.report->error->message.find(first.id.value), std::string::npos) << "says whose";
}

TEST(CoordinatorConfirm, lets_dry_runs_in) {
  RuntimeWorld world;
  world.apply(tentative(world, hot));
  for (const auto depth : {transaction::Depth::plan, transaction::Depth::rehearse}) {
    auto request = world.request(cold);
    request.validate_only = true;
    request.depth = depth;
    EXPECT_EQ(world.apply(request).report->state, State::validated);
  }
}

TEST(CoordinatorConfirm, answers_a_repeated_request_id_meanwhile) {
  RuntimeWorld world;
  auto request = world.request(hot, 1);
  request.confirm_timeout = hours(1);
  const auto first = world.apply(request);
  const auto again = world.apply(request);
  EXPECT_EQ(again.report->transaction_id, first.report->transaction_id);
  EXPECT_EQ(again.report->state, State::awaiting_confirmation);
}

TEST(CoordinatorConfirm, takes_back_what_is_not_confirmed_in_time) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, cold, milliseconds(20))).report->transaction_id;
  wait_for_revert(world, id);
  EXPECT_EQ(world.value("camera", "cold"), 0);
  EXPECT_EQ(world.revision().revision.value, 3U) << "the revert is a revision of its own";
  EXPECT_FALSE(world.journal.armed());
  const auto taken_back = world.find(id).value();
  const auto revert = world.find(taken_back->reverted_by).value();
  EXPECT_EQ(revert->kind, Kind::revert);
  EXPECT_EQ(revert->reverts, id);
  EXPECT_EQ(revert->state, State::committed);
  EXPECT_EQ(world.journal.outcome(id)->report.state, State::reverted);
  EXPECT_EQ(world.confirm(id).error().code, ErrorCode::nothing_to_confirm);
}

TEST(CoordinatorConfirm, takes_back_what_is_cancelled) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, cold)).report->transaction_id;
  const auto cancelled = world.cancel(id).value();
  EXPECT_EQ(cancelled->state, State::reverted);
  EXPECT_EQ(cancelled->transaction_id, id);
  EXPECT_EQ(world.value("camera", "cold"), 0);
  EXPECT_EQ(world.apply(hot).report->state, State::committed);
}

TEST(CoordinatorConfirm, finds_nothing_to_confirm) {
  RuntimeWorld world;
  const auto done = world.apply(hot).report->transaction_id;
  EXPECT_EQ(world.confirm(done).error().code, ErrorCode::nothing_to_confirm);
  EXPECT_EQ(world.confirm({"0f9e1c52-6f0f-4cbd-8a56-000000000000"}).error().code, ErrorCode::no_such_transaction);
  const auto id = world.apply(tentative(world, cold)).report->transaction_id;
  EXPECT_EQ(world.confirm(done).error().code, ErrorCode::nothing_to_confirm) << "another one waits";
  ASSERT_TRUE(world.confirm(id));
  EXPECT_EQ(world.confirm(id).error().code, ErrorCode::nothing_to_confirm) << "once";
}

TEST(CoordinatorConfirm, arms_nothing_without_a_commit) {
  RuntimeWorld world;
  EXPECT_EQ(world.apply(tentative(world, R"({"camera":{"hot":0}})")).report->state, State::awaiting_confirmation)
      << "an explicit default is a difference";
  ASSERT_TRUE(world.cancel(world.transactions({}).reports.front()->transaction_id));
  EXPECT_EQ(world.apply(tentative(world, "{}")).report->state, State::committed);
  world.camera.on_prepare(Behaviour::fail);
  EXPECT_EQ(world.apply(tentative(world, cold)).report->state, State::rolled_back);
  world.camera.on_prepare(Behaviour::succeed);
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  const auto refused = world.apply(tentative(world, hot));
  EXPECT_EQ(refused.report->state, State::rolled_back);
  EXPECT_FALSE(refused.report->confirm_deadline);
  EXPECT_FALSE(world.journal.armed());
  EXPECT_EQ(world.apply(R"({"camera":{"hot":7}})").report->state, State::committed);
}

TEST(CoordinatorConfirm, stays_armed_when_the_confirmation_cannot_be_written) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  EXPECT_EQ(world.confirm(id).error().code, ErrorCode::storage_full);
  EXPECT_EQ(world.find(id).value()->state, State::awaiting_confirmation);
  EXPECT_TRUE(world.confirm(id));
}

TEST(CoordinatorConfirm, does_not_expire_while_its_confirmation_is_written) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot, milliseconds(500))).report->transaction_id;
  world.journal.hold();
  auto confirmed = std::make_shared<std::promise<RuntimeWorld::Found>>();
  world.coordinator->confirm(id, [confirmed](auto report) { confirmed->set_value(std::move(report)); });
  world.journal.wait_until_asked();
  const auto deadline = std::chrono::steady_clock::now() + milliseconds(600);
  world.wait_until([&] { return std::chrono::steady_clock::now() > deadline; });
  world.settle();
  EXPECT_EQ(world.cancel(id).error().code, ErrorCode::nothing_to_cancel);
  world.journal.let_go();
  EXPECT_EQ(confirmed->get_future().get().value()->state, State::committed);
  EXPECT_EQ(world.value("camera", "hot"), 5);
}

TEST(CoordinatorConfirm, tries_again_when_the_revert_is_refused) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  EXPECT_EQ(world.cancel(id).error().code, ErrorCode::storage_full);
  EXPECT_TRUE(world.journal.armed()) << "the row stays";
  EXPECT_EQ(world.apply(hot).report->error->code, ErrorCode::confirmation_pending);
  wait_for_revert(world, id);
  EXPECT_EQ(world.value("camera", "hot"), 0);
}

TEST(CoordinatorConfirm, tries_again_when_what_was_before_cannot_be_read) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.journal.fail_reads({ErrorCode::storage_failed, "", "the disk does not answer"});
  EXPECT_EQ(world.cancel(id).error().code, ErrorCode::storage_failed);
  world.journal.heal_reads();
  wait_for_revert(world, id);
  EXPECT_EQ(world.value("camera", "hot"), 0);
}

TEST(CoordinatorConfirm, answers_everyone_who_cancels_it) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.journal.hold();
  std::vector<std::future<RuntimeWorld::Found>> answers;
  for (int n = 0; n < 2; ++n) {
    auto promise = std::make_shared<std::promise<RuntimeWorld::Found>>();
    answers.push_back(promise->get_future());
    world.coordinator->cancel_transaction(id, [promise](auto report) { promise->set_value(std::move(report)); });
    world.journal.wait_until_asked();
  }
  world.journal.let_go();
  for (auto& answer : answers) EXPECT_EQ(answer.get().value()->state, State::reverted);
}

TEST(CoordinatorConfirm, answers_who_cancels_it_while_the_daemon_stops) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.begin_drain().wait();
  EXPECT_EQ(world.cancel(id).error().code, ErrorCode::draining);
  EXPECT_TRUE(world.journal.armed());
}

TEST(CoordinatorConfirm, takes_back_without_the_section_that_fails_and_repairs_it) {
  RuntimeWorld world;
  const auto id =
      world.apply(tentative(world, R"({"camera":{"cold":5},"detection":{"cold":5}})")).report->transaction_id;
  world.detection.on_prepare(Behaviour::fail);
  EXPECT_EQ(world.cancel(id).value()->state, State::reverted);
  EXPECT_EQ(world.value("detection", "cold"), 0) << "the document is the old one";
  EXPECT_FALSE(world.cutover.parts().contains("detection")) << "and the section does nothing";
  EXPECT_EQ(world.status("detection").state, transaction::ServiceState::impaired);
  EXPECT_TRUE(world.cutover.parts().contains("camera"));
  world.detection.on_prepare(Behaviour::succeed);
  world.wait_until([&] { return world.status("detection").state == transaction::ServiceState::ok; });
  EXPECT_TRUE(world.cutover.parts().contains("detection"));
  EXPECT_EQ(world.revision().revision.value, 3U) << "a repair is no revision";
}

TEST(CoordinatorConfirm, lets_a_dry_run_give_way_to_the_revert) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.camera.on_prepare(Behaviour::hang);
  auto request = world.request(R"({"camera":{"cold":9}})");
  request.validate_only = true;
  request.depth = transaction::Depth::rehearse;
  auto dry_run = world.submit(request);
  world.camera.wait_until_hanging();
  EXPECT_EQ(world.cancel(id).value()->state, State::reverted);
  EXPECT_EQ(dry_run.answer.get().report->error->code, ErrorCode::confirmation_pending);
  world.camera.let_go();
}

TEST(CoordinatorConfirm, goes_on_waiting_after_a_restart) {
  RuntimeWorld before;
  const auto report = before.apply(tentative(before, hot)).report;
  before.drain();
  RuntimeWorld after(before,
                     std::make_shared<transaction::Report>(before.journal.outcome(report->transaction_id)->report));
  after.settle();
  EXPECT_EQ(after.apply(cold).report->error->code, ErrorCode::confirmation_pending);
  EXPECT_EQ(after.confirm(report->transaction_id).value()->state, State::committed);
  EXPECT_EQ(after.value("camera", "hot"), 5);
}

TEST(CoordinatorConfirm, never_waits_longer_than_was_asked_for_whatever_the_clock_says) {
  RuntimeWorld before;
  auto report = *before.apply(tentative(before, hot, milliseconds(20))).report;
  before.drain();
  // The wall clock was set back by a day meanwhile.
  *report.confirm_deadline += hours(24);
  RuntimeWorld after(before, std::make_shared<transaction::Report>(report));
  wait_for_revert(after, report.transaction_id);
  EXPECT_EQ(after.value("camera", "hot"), 0);
}

TEST(CoordinatorConfirm, tells_watchers_of_every_turn) {
  RuntimeWorld world;
  std::mutex mutex;
  std::vector<SettingsEvent> seen;
  const auto watch = world.coordinator->watch_settings(
      {},
      [&](const SettingsEvent& event) {
        std::lock_guard lock(mutex);
        seen.push_back(event);
      },
      [](const base::Error&) {});
  const auto first = world.apply(tentative(world, hot)).report->transaction_id;
  ASSERT_TRUE(world.confirm(first));
  const auto second = world.apply(tentative(world, R"({"camera":{"hot":6}})")).report->transaction_id;
  ASSERT_TRUE(world.cancel(second));
  world.settle();
  std::lock_guard lock(mutex);
  ASSERT_EQ(seen.size(), 5U);
  EXPECT_EQ(std::get<CommittedEvent>(seen[1]).report->state, State::awaiting_confirmation);
  EXPECT_EQ(std::get<ConfirmedEvent>(seen[2]).transaction_id, first);
  EXPECT_EQ(std::get<CommittedEvent>(seen[3]).report->state, State::awaiting_confirmation);
  const auto& revert = *std::get<CommittedEvent>(seen[4]).report;
  EXPECT_EQ(revert.kind, Kind::revert);
  EXPECT_EQ(revert.state, State::committed);
  EXPECT_EQ(revert.revision.value, 4U);
}

TEST(CoordinatorConfirm, drains_while_something_waits) {
  RuntimeWorld world;
  const auto id = world.apply(tentative(world, hot)).report->transaction_id;
  world.drain();
  EXPECT_EQ(world.journal.armed()->transaction_id, id) << "the next start judges it";
}

}  // namespace
}  // namespace visiond::runtime
