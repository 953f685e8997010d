// Request ids: a running request is joined, a finished one answered from its record.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::State;

constexpr const char* cold = R"({"camera":{"cold":1}})";

TEST(CoordinatorRequests, answers_a_repeated_request_from_its_record) {
  RuntimeWorld world;
  const auto request = world.request(R"({"camera":{"hot":5}})", 1);
  const auto first = world.apply(request);
  world.apply(R"({"camera":{"hot":6}})");
  auto again = world.submit(request);
  EXPECT_EQ(again.announced.get(), first.report->transaction_id) << "and says whose answer it is";
  EXPECT_EQ(again.answer.get().report->transaction_id, first.report->transaction_id);
  EXPECT_EQ(world.value("camera", "hot"), 6);
}

TEST(CoordinatorRequests, refuses_another_body_under_the_same_id) {
  RuntimeWorld world;
  world.apply(world.request(R"({"camera":{"hot":5}})", 1));
  const auto answer = world.apply(world.request(R"({"camera":{"hot":7}})", 1));
  EXPECT_EQ(answer.report->error->code, ErrorCode::request_id_reused);
  EXPECT_EQ(world.value("camera", "hot"), 5);
}

TEST(CoordinatorRequests, joins_a_request_that_runs) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(world.request(cold, 1));
  world.camera.wait_until_hanging();
  auto second = world.submit(world.request(cold, 1));
  auto other = world.submit(R"({"detection":{"hot":1}})");
  EXPECT_EQ(second.announced.get(), first.id);
  world.camera.let_go();
  const auto answer = first.answer.get();
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_EQ(second.answer.get().report, answer.report);
  EXPECT_EQ(other.answer.get().report->revision.value, 3U) << "joining takes no turn";
}

TEST(CoordinatorRequests, joins_a_request_that_waits) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto running = world.submit(cold);
  world.camera.wait_until_hanging();
  auto first = world.submit(world.request(R"({"detection":{"hot":1}})", 1));
  auto second = world.submit(world.request(R"({"detection":{"hot":1}})", 1));
  world.camera.let_go();
  EXPECT_EQ(first.announced.get(), first.id);
  EXPECT_EQ(second.announced.get(), first.id);
  EXPECT_EQ(first.answer.get().report, second.answer.get().report);
  EXPECT_EQ(world.journal.all().size(), 3U);
}

TEST(CoordinatorRequests, joins_while_the_first_is_looked_up) {
  RuntimeWorld world;
  world.journal.hold();
  auto first = world.submit(world.request(cold, 1));
  world.journal.wait_until_asked();
  auto second = world.submit(world.request(cold, 1));
  EXPECT_EQ(world.find(first.id).value()->state, State::queued);
  EXPECT_EQ(world.find(world.request(cold, 1).request_id).value()->transaction_id, first.id);
  world.journal.let_go();
  EXPECT_EQ(first.answer.get().report, second.answer.get().report);
}

TEST(CoordinatorRequests, refuses_another_body_while_the_first_runs) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(world.request(cold, 1));
  world.camera.wait_until_hanging();
  EXPECT_EQ(world.apply(world.request(R"({"camera":{"cold":2}})", 1)).report->error->code,
            ErrorCode::request_id_reused);
  EXPECT_EQ(world.find(world.request(cold, 1).request_id).value()->transaction_id, first.id)
      << "the id still belongs to the first";
  world.camera.let_go();
  EXPECT_EQ(first.answer.get().report->state, State::committed);
}

TEST(CoordinatorRequests, lets_one_of_several_callers_go_without_the_others) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(world.request(cold, 1));
  world.camera.wait_until_hanging();
  auto second = world.submit(world.request(cold, 1));
  second.announced.get();
  world.coordinator->cancel(second.id, {ErrorCode::deadline_exceeded, "", "too late"});
  const auto answer = second.answer.get();
  EXPECT_EQ(answer.report->error->code, ErrorCode::deadline_exceeded);
  EXPECT_EQ(answer.report->transaction_id, first.id);
  world.camera.let_go();
  EXPECT_EQ(first.answer.get().report->state, State::committed);
}

TEST(CoordinatorRequests, goes_on_while_any_of_its_callers_waits) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(world.request(cold, 1));
  world.camera.wait_until_hanging();
  auto second = world.submit(world.request(cold, 1));
  second.announced.get();
  world.coordinator->cancel(first.id, {ErrorCode::cancelled, "", "as asked"});
  EXPECT_EQ(first.answer.get().report->error->code, ErrorCode::cancelled);
  world.camera.let_go();
  EXPECT_EQ(second.answer.get().report->state, State::committed);
}

TEST(CoordinatorRequests, answers_all_callers_when_the_transaction_is_cancelled) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  auto first = world.submit(world.request(cold, 1));
  world.camera.wait_until_hanging();
  auto second = world.submit(world.request(cold, 1));
  second.announced.get();
  EXPECT_EQ(world.cancel(first.id).value()->state, State::cancelled);
  EXPECT_EQ(first.answer.get().report->state, State::cancelled);
  EXPECT_EQ(second.answer.get().report->state, State::cancelled);
  EXPECT_EQ(world.apply(world.request(cold, 1)).report->state, State::cancelled) << "it reached Prepare";
  world.camera.let_go();
}

TEST(CoordinatorRequests, bounds_the_callers_of_one_transaction) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::hang);
  std::vector<RuntimeWorld::Submitted> all;
  for (std::size_t n = 0; n <= Coordinator::queue_limit; ++n) all.push_back(world.submit(world.request(cold, 1)));
  EXPECT_EQ(world.apply(world.request(cold, 1)).report->error->code, ErrorCode::queue_full);
  world.camera.let_go();
  for (auto& each : all) EXPECT_EQ(each.answer.get().report->state, State::committed);
}

TEST(CoordinatorRequests, keeps_a_rolled_back_outcome_under_its_id) {
  RuntimeWorld world;
  world.camera.on_prepare(Behaviour::fail);
  const auto first = world.apply(world.request(cold, 1));
  world.camera.on_prepare(Behaviour::succeed);
  const auto again = world.apply(world.request(cold, 1));
  EXPECT_EQ(again.report->transaction_id, first.report->transaction_id);
  EXPECT_EQ(again.report->state, State::rolled_back);
}

TEST(CoordinatorRequests, keeps_an_outcome_without_a_difference_only_under_an_id) {
  RuntimeWorld world;
  // A record is written after the answer.
  world.apply("{}");
  world.settle();
  EXPECT_EQ(world.journal.outcomes(), 0U);
  const auto first = world.apply(world.request("{}", 1));
  world.settle();
  EXPECT_EQ(world.journal.outcomes(), 1U);
  EXPECT_EQ(world.apply(world.request("{}", 1)).report->transaction_id, first.report->transaction_id);
}

TEST(CoordinatorRequests, frees_the_id_of_what_is_refused_before_prepare) {
  RuntimeWorld world;
  auto request = world.request(cold, 1);
  request.expected_revision = {9};
  EXPECT_EQ(world.apply(request).report->error->code, ErrorCode::revision_conflict);
  request.expected_revision = {};
  EXPECT_EQ(world.apply(request).report->state, State::committed);
}

TEST(CoordinatorRequests, consumes_no_id_in_a_dry_run) {
  for (const auto depth : {transaction::Depth::plan, transaction::Depth::rehearse}) {
    RuntimeWorld world;
    auto request = world.request(cold, 1);
    request.validate_only = true;
    request.depth = depth;
    EXPECT_EQ(world.apply(request).report->state, State::validated);
    world.settle();
    EXPECT_EQ(world.journal.outcomes(), 0U);
    EXPECT_EQ(world.apply(world.request(cold, 1)).report->state, State::committed);
    EXPECT_EQ(world.apply(request).report->state, State::validated) << "it is no repetition either";
  }
}

TEST(CoordinatorRequests, finds_what_consumed_the_id_before_what_was_refused_with_it) {
  RuntimeWorld world;
  const auto first = world.apply(world.request(cold, 1));
  world.apply(world.request(R"({"camera":{"cold":2}})", 1));
  EXPECT_EQ(world.find(world.request(cold, 1).request_id).value()->transaction_id, first.report->transaction_id);
}

TEST(CoordinatorRequests, finds_a_refusal_where_nothing_consumed_the_id) {
  RuntimeWorld world;
  const auto refused = world.apply(world.request(R"({"camera":{"cold":1000}})", 1));
  EXPECT_EQ(world.find(world.request(cold, 1).request_id).value(), refused.report);
  EXPECT_EQ(world.find(world.request(cold, 2).request_id).error().code, ErrorCode::no_such_transaction);
}

TEST(CoordinatorRequests, cancels_what_is_looked_up) {
  RuntimeWorld world;
  world.journal.hold();
  auto first = world.submit(world.request(cold, 1));
  world.journal.wait_until_asked();
  world.coordinator->cancel(first.id, {ErrorCode::cancelled, "", "as asked"});
  world.journal.let_go();
  EXPECT_EQ(first.answer.get().report->state, State::cancelled);
  EXPECT_EQ(world.journal.all().size(), 1U);
  EXPECT_EQ(world.apply(world.request(cold, 1)).report->state, State::committed) << "the id was not consumed";
}

TEST(CoordinatorRequests, refuses_when_it_cannot_tell_whether_the_id_is_known) {
  RuntimeWorld world;
  world.journal.fail_reads({ErrorCode::storage_failed, "", "the disk does not answer"});
  EXPECT_EQ(world.apply(world.request(cold, 1)).report->error->code, ErrorCode::storage_failed);
  EXPECT_EQ(world.apply(cold).report->state, State::committed);
}

}  // namespace
}  // namespace visiond::runtime
