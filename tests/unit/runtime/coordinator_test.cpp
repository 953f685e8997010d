#include "daemon/runtime/coordinator.hpp"

#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::State;

TEST(Coordinator, commits_a_change_and_puts_it_in_force) {
  RuntimeWorld world;
  const auto answer = world.apply(R"({"camera":{"hot":5},"detection":{"hot":6}})");
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_EQ(answer.report->revision.value, 2U);
  EXPECT_EQ(world.cutover.revision().value, 2U);
  EXPECT_EQ(world.value("camera", "hot"), 5);
  EXPECT_EQ(world.value("detection", "hot"), 6);
  EXPECT_EQ(world.journal.all().back().revision.value, 2U);
}

TEST(Coordinator, answers_an_identical_request_as_unchanged) {
  RuntimeWorld world;
  world.apply(R"({"camera":{"hot":5}})");
  const auto again = world.apply(R"({"camera":{"hot":5}})");
  EXPECT_EQ(again.report->state, State::committed);
  EXPECT_FALSE(again.report->changed);
  EXPECT_EQ(again.report->revision.value, 2U);
}

class CoordinatorFailure : public ::testing::TestWithParam<Behaviour> {};

TEST_P(CoordinatorFailure, of_the_last_section_leaves_everything_as_it_was) {
  RuntimeWorld world;
  world.apply(R"({"camera":{"hot":5}})");
  const auto parts = world.cutover.parts();
  world.detection.on_prepare(GetParam());
  const auto answer = world.apply(R"({"camera":{"cold":9},"detection":{"cold":3}})");
  EXPECT_EQ(answer.report->state, State::rolled_back);
  EXPECT_EQ(answer.report->error->code, ErrorCode::rolled_back);
  EXPECT_EQ(world.cutover.parts(), parts);
  EXPECT_EQ(world.journal.all().back().revision.value, 2U);
  world.wait_until([&] { return world.camera.staged() == 0; });
  world.detection.on_prepare(Behaviour::succeed);
  EXPECT_EQ(world.apply(R"({"detection":{"cold":3}})").report->state, State::committed);
}

INSTANTIATE_TEST_SUITE_P(Of, CoordinatorFailure, ::testing::Values(Behaviour::fail, Behaviour::throw_exception));

TEST(Coordinator, switches_back_when_a_switch_over_fails) {
  RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::succeed);
  ASSERT_EQ(world.apply(R"({"camera":{"cold":7}})").report->state, State::committed);
  ASSERT_EQ(world.camera.device(), 7);
  world.camera.on_switch_over(Behaviour::fail);
  const auto answer = world.apply(R"({"camera":{"cold":8}})");
  EXPECT_EQ(answer.report->state, State::rolled_back);
  EXPECT_EQ(world.camera.device(), 7);
  EXPECT_FALSE(world.cutover.held());
}

TEST(Coordinator, tells_an_incomplete_rollback_and_restores_behind) {
  RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::fail);
  world.camera.on_switch_back(Behaviour::fail);
  const auto answer = world.apply(R"({"camera":{"cold":8}})");
  EXPECT_EQ(answer.report->state, State::rollback_incomplete);
  EXPECT_EQ(world.status("camera").state, transaction::ServiceState::impaired);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->error->code, ErrorCode::section_busy);
  world.camera.on_switch_back(Behaviour::succeed);
  world.wait_until([&] { return world.status("camera").state == transaction::ServiceState::ok; });
  EXPECT_EQ(world.camera.device(), 0);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->state, State::committed);
}

TEST(Coordinator, leaves_a_hanging_section_busy_until_it_returns) {
  RuntimeWorld world;
  world.detection.on_prepare(Behaviour::hang);
  auto hanging = world.submit(R"({"detection":{"cold":3}})");
  world.detection.wait_until_hanging();
  world.coordinator->cancel(hanging.id, {ErrorCode::cancelled, "", "as asked"});
  EXPECT_EQ(hanging.answer.get().report->state, State::cancelled);
  EXPECT_EQ(world.apply(R"({"detection":{"hot":1}})").report->error->code, ErrorCode::section_busy);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->state, State::committed);
  world.detection.on_prepare(Behaviour::succeed);
  world.detection.let_go();
  world.wait_until([&] { return world.status("detection").state == transaction::ServiceState::ok; });
  EXPECT_EQ(world.apply(R"({"detection":{"hot":1}})").report->state, State::committed);
  EXPECT_EQ(world.value("detection", "cold"), 0);
}

TEST(Coordinator, refuses_when_the_journal_refuses_and_goes_on) {
  RuntimeWorld world;
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  const auto answer = world.apply(R"({"camera":{"hot":5}})");
  EXPECT_EQ(answer.report->error->code, ErrorCode::storage_full);
  EXPECT_EQ(world.cutover.revision().value, 1U);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":5}})").report->revision.value, 2U);
}

TEST(Coordinator, shows_what_holds_by_now_beside_what_was_committed) {
  RuntimeWorld world;
  const auto committed = world.apply(R"({"camera":{"cold":4}})").report->revision;
  struct CameBack final : transaction::Part {
    std::optional<transaction::json::object> effective_now(const transaction::json::object&) const override {
      return transaction::json::object{{"hot", 0}, {"cold", 3}, {"note", 0}, {"big", 0}};
    }
  };
  auto parts = world.cutover.parts();
  parts["camera"] = std::make_shared<CameBack>();
  world.cutover.start(world.cutover.revision(), std::move(parts));
  EXPECT_EQ(world.revision().effective.at("camera").at("cold"), 3);
  EXPECT_EQ(world.revision().full.at("camera").at("cold"), 4) << "what was asked for";
  EXPECT_EQ(world.revision(committed).effective.at("camera").at("cold"), 4) << "of its commit";
}

TEST(Coordinator, lists_revisions_page_by_page) {
  RuntimeWorld world;
  for (int n = 1; n <= 5; ++n) world.apply(R"({"camera":{"hot":)" + std::to_string(n) + "}}");
  std::vector<std::uint64_t> seen;
  RevisionQuery query{.page_size = 4, .page_token = {}, .author = {}, .section = {}, .after = {}, .before = {}};
  do {
    const auto page = world.revisions(query);
    for (const auto& revision : page.revisions) seen.push_back(revision.revision.value);
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{6, 5, 4, 3, 2, 1}));
}

TEST(SettingsWatch, tells_everything_since_a_revision_once_and_in_order) {
  RuntimeWorld world;
  for (int n = 1; n <= 150; ++n) world.apply(R"({"camera":{"hot":)" + std::to_string(n % 100) + "}}");
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::uint64_t> seen;
  const auto watch = world.coordinator->watch_settings(
      {3},
      [&](const SettingsEvent& event) {
        const auto* committed = std::get_if<CommittedEvent>(&event);
        if (committed == nullptr) return;
        std::lock_guard lock(mutex);
        seen.push_back(committed->report->revision.value);
        changed.notify_all();
      },
      [](const auto&) {});
  for (int n = 1; n <= 20; ++n) world.apply(R"({"detection":{"hot":)" + std::to_string(n) + "}}");
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return !seen.empty() && seen.back() == 171; });
  std::vector<std::uint64_t> expected;
  for (std::uint64_t revision = 4; revision <= 171; ++revision) expected.push_back(revision);
  EXPECT_EQ(seen, expected);
}

TEST(TransactionWatch, shows_phases_between_start_and_end) {
  RuntimeWorld world;
  std::mutex mutex;
  std::vector<transaction::action::Publish::What> seen;
  const auto watch = world.coordinator->watch_transactions(
      [&](const TransactionEvent& event) {
        std::lock_guard lock(mutex);
        seen.push_back(event.what.what);
      },
      [](const auto&) {});
  world.apply(R"({"camera":{"cold":1}})");
  world.settle();
  std::lock_guard lock(mutex);
  ASSERT_GT(seen.size(), 4U);
  EXPECT_EQ(seen.front(), transaction::action::Publish::What::started);
  EXPECT_EQ(seen.back(), transaction::action::Publish::What::ended);
}

}  // namespace
}  // namespace visiond::runtime
