// BEST_EFFORT: what fails is left out, the rest is committed, and every section is told how it fared.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::State;

transaction::Request best_effort(const RuntimeWorld& world, const std::string& patch) {
  auto request = world.request(patch);
  request.mode = transaction::Mode::best_effort;
  return request;
}

constexpr const char* both = R"({"camera":{"cold":1},"detection":{"cold":2}})";

TEST(CoordinatorBestEffort, is_an_ordinary_commit_where_nothing_fails) {
  RuntimeWorld world;
  const auto answer = world.apply(best_effort(world, both));
  EXPECT_EQ(answer.report->state, State::committed);
  ASSERT_EQ(answer.report->sections.size(), 2U);
  EXPECT_FALSE(answer.report->sections[0].error);
}

TEST(CoordinatorBestEffort, commits_what_does_not_fail) {
  RuntimeWorld world;
  world.detection.on_prepare(Behaviour::fail);
  const auto answer = world.apply(best_effort(world, both));
  EXPECT_FALSE(answer.report->error);
  EXPECT_EQ(answer.report->state, State::partially_committed);
  EXPECT_EQ(world.value("camera", "cold"), 1);
  EXPECT_EQ(world.value("detection", "cold"), 0);
  ASSERT_EQ(answer.report->sections.size(), 2U);
  EXPECT_EQ(answer.report->sections[0].section, "detection");
  EXPECT_EQ(answer.report->sections[0].error->message, "prepare failed as told");
  EXPECT_FALSE(answer.report->sections[1].error);
  EXPECT_EQ(world.journal.outcome(answer.report->transaction_id)->report.state, State::partially_committed)
      << "the record says so from the commit on";
}

TEST(CoordinatorBestEffort, leaves_out_what_depends_on_what_failed) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::fail);
  const auto answer = world.apply(best_effort(world, both));
  EXPECT_EQ(answer.report->state, State::rolled_back);
  EXPECT_EQ(world.revision().revision.value, 1U) << "nothing was left";
}

TEST(CoordinatorBestEffort, leaves_out_what_is_invalid) {
  RuntimeWorld world;
  const auto answer =
      world.apply(best_effort(world, R"({"camera":{"hot":1},"detection":{"hot":1000},"sound":{"x":1}})"));
  EXPECT_EQ(answer.report->state, State::partially_committed);
  EXPECT_EQ(world.value("camera", "hot"), 1);
  ASSERT_EQ(answer.report->sections.size(), 3U);
  EXPECT_EQ(answer.report->sections[0].error->code, ErrorCode::invalid_setting);
  EXPECT_EQ(answer.report->sections[1].error->code, ErrorCode::unknown_setting);
}

TEST(CoordinatorBestEffort, leaves_sections_as_they_are_where_the_document_is_replaced) {
  RuntimeWorld world;
  world.apply(R"({"detection":{"cold":7}})");
  world.detection.on_prepare(Behaviour::fail);
  auto request = best_effort(world, R"({"camera":{"hot":1}})");
  request.replace = true;
  EXPECT_EQ(world.apply(request).report->state, State::partially_committed);
  EXPECT_EQ(world.value("detection", "cold"), 7);
}

TEST(CoordinatorBestEffort, does_not_try_again_what_another_try_cannot_help) {
  RuntimeWorld world;
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  auto request = best_effort(world, both);
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::storage_full);
  request.expected_revision = {7};
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::revision_conflict);
  EXPECT_EQ(world.revision().revision.value, 1U);
}

TEST(CoordinatorBestEffort, can_be_cancelled_in_any_try) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto request = best_effort(world, R"({"camera":{"cold":1},"detection":{"hot":1000}})");
  auto submitted = world.submit(request);
  world.camera.wait_until_hanging();
  EXPECT_EQ(world.cancel(submitted.id).value()->state, State::cancelled);
  EXPECT_EQ(submitted.answer.get().report->state, State::cancelled);
  world.camera.let_go();
}

TEST(CoordinatorBestEffort, tells_watchers_of_one_transaction) {
  RuntimeWorld world;
  world.detection.on_prepare(Behaviour::fail);
  int started = 0, ended = 0;
  State state{};
  const auto watch = world.coordinator->watch_transactions(
      [&](const TransactionEvent& event) {
        using What = transaction::action::Publish::What;
        if (event.what.what == What::started) ++started;
        if (event.what.what != What::ended) return;
        ++ended;
        state = event.report->state;
      },
      [](const base::Error&) {});
  world.settle();
  world.apply(best_effort(world, both));
  world.settle();
  EXPECT_EQ(started, 1);
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(state, State::partially_committed);
}

}  // namespace
}  // namespace visiond::runtime
