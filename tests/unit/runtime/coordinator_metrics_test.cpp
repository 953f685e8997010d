// What the coordinator counts, and what it looks at when it is asked.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;

EngineMetrics metrics_of(RuntimeWorld& world) {
  auto promise = std::make_shared<std::promise<EngineMetrics>>();
  world.coordinator->metrics([promise](const EngineMetrics& metrics) { promise->set_value(metrics); });
  return promise->get_future().get();
}

// The sum over all labels.
double value(RuntimeWorld& world, const std::string& name) {
  double sum = 0;
  for (const auto& metric : metrics_of(world).metrics) sum += metric.family->name == name ? metric.value : 0;
  return sum;
}

TEST(CoordinatorMetrics, count_each_transaction_once_before_it_is_answered) {
  RuntimeWorld world;
  world.apply(R"({"camera":{"hot":5},"detection":{"hot":6}})");
  EXPECT_EQ(metrics_of(world).summary.committed, 1U);
  world.apply(R"({"camera":{"hot":1000}})");
  EXPECT_EQ(metrics_of(world).summary.rejected, 1U);
  world.camera.on_prepare(Behaviour::fail);
  world.apply(R"({"camera":{"cold":1}})");
  const auto summary = metrics_of(world).summary;
  EXPECT_EQ(summary.transactions, 3U);
  EXPECT_EQ(summary.rolled_back, 1U);
  EXPECT_EQ(summary.rollbacks, 1U);
  EXPECT_EQ(summary.operations_executed, 3U);
  EXPECT_EQ(summary.operations_failed, 1U);
  EXPECT_EQ(summary.snapshots, 1U);
  EXPECT_EQ(value(world, "visiond_revision"), 2);
}

TEST(CoordinatorMetrics, count_what_is_refused_before_its_turn) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto running = world.submit(R"({"camera":{"cold":1}})");
  world.camera.wait_until_hanging();
  auto waiting = world.submit(R"({"detection":{"hot":1}})");
  world.settle();
  EXPECT_EQ(value(world, "visiond_queue_length"), 1);
  world.coordinator->cancel(waiting.id, {ErrorCode::cancelled, "", "as asked"});
  waiting.answer.get();
  EXPECT_EQ(metrics_of(world).summary.transactions, 1U);
  EXPECT_EQ(metrics_of(world).summary.rollbacks, 0U);
  EXPECT_EQ(value(world, "visiond_queue_length"), 0);
  world.camera.let_go();
  running.answer.get();
}

TEST(CoordinatorMetrics, count_no_repeated_answer_no_dry_run_and_nothing_without_a_difference) {
  RuntimeWorld world;
  world.apply(world.request(R"({"camera":{"hot":5}})", 1));
  world.apply(world.request(R"({"camera":{"hot":5}})", 1));
  world.apply(R"({"camera":{"hot":5}})");
  auto dry = world.request(R"({"camera":{"hot":6}})");
  dry.validate_only = true;
  world.apply(dry);
  dry.depth = transaction::Depth::rehearse;
  world.apply(dry);
  EXPECT_EQ(metrics_of(world).summary.transactions, 1U);
}

TEST(CoordinatorMetrics, show_sections_that_are_busy_or_impaired) {
  RuntimeWorld world(Behaviour::fail);
  EXPECT_EQ(value(world, "visiond_sections_impaired"), 1);
  world.detection.on_prepare(Behaviour::hang);
  auto hanging = world.submit(R"({"detection":{"cold":3}})");
  world.detection.wait_until_hanging();
  EXPECT_EQ(value(world, "visiond_sections_busy"), 0);
  world.coordinator->cancel(hanging.id, {ErrorCode::cancelled, "", "as asked"});
  hanging.answer.get();
  EXPECT_EQ(value(world, "visiond_sections_busy"), 1);
  EXPECT_EQ(value(world, "visiond_sections_impaired"), 1);
}

TEST(CoordinatorMetrics, show_watchers_while_they_watch) {
  RuntimeWorld world;
  const auto settings = world.coordinator->watch_settings(
      {}, [](const auto&) {}, [](const auto&) {});
  auto transactions = world.coordinator->watch_transactions([](const auto&) {}, [](const auto&) {});
  EXPECT_EQ(value(world, "visiond_watchers"), 2);
  transactions.reset();
  EXPECT_EQ(value(world, "visiond_watchers"), 1);
}

}  // namespace
}  // namespace visiond::runtime
