#include "daemon/rpc/apply_call.hpp"

#include "daemon/rpc/error_status.hpp"
#include "tests/support/runtime_world.hpp"
#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/pending_apply.hpp"
#include "tests/unit/rpc/random_report.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace visiond::rpc {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using testing::Behaviour;
using testing::details_of;
using testing::FakeEngine;
using testing::patch_of;
using testing::PendingApply;
using testing::RandomReport;
using testing::RuntimeWorld;
using testing::TestServer;

std::shared_ptr<transaction::Report> committed(const base::TransactionId& id) {
  auto report = std::make_shared<transaction::Report>();
  report->transaction_id = id;
  report->state = transaction::State::committed;
  report->revision = {2};
  return report;
}

std::shared_ptr<transaction::Report> failed(const base::TransactionId& id, base::Error error) {
  auto report = committed(id);
  report->state = transaction::State::cancelled;
  report->error = std::move(error);
  return report;
}

TEST(ApplyCall, answers_with_the_report) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), patch_of(R"({"camera":{"hot":5}})"));
  const auto apply = engine.applies.take();
  EXPECT_EQ(apply.request.patch->at("camera").as_object().at("hot"), boost::json::value(5.0));
  apply.started(apply.id, true);
  apply.done({committed(apply.id), {2}});
  EXPECT_TRUE(call.finish().ok());
  EXPECT_EQ(call.answer().transaction_id(), apply.id.value);
  EXPECT_EQ(call.answer().state(), v1::Transaction::STATE_COMMITTED);
}

TEST(ApplyCall, announces_the_transaction_before_it_is_answered) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  apply.started(apply.id, true);
  EXPECT_EQ(call.announced_id(), apply.id.value);
  apply.done({committed(apply.id), {2}});
  EXPECT_TRUE(call.finish().ok());
}

TEST(ApplyCall, sends_the_id_with_the_answer_where_the_end_is_at_hand) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  apply.started(apply.id, false);
  apply.done({committed(apply.id), {2}});
  EXPECT_EQ(call.announced_id(), apply.id.value);
  EXPECT_TRUE(call.finish().ok());
}

// A request id that was answered before: another transaction answers than was submitted.
TEST(ApplyCall, announces_the_transaction_that_answers) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  apply.started({"0c52d1a7-5a5e-4f3e-9d7e-1f0000000012"}, true);
  EXPECT_EQ(call.announced_id(), "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  apply.done({committed({"0c52d1a7-5a5e-4f3e-9d7e-1f0000000012"}), {2}});
  EXPECT_TRUE(call.finish().ok());
}

TEST(ApplyCall, answers_a_wrong_request_itself) {
  FakeEngine engine;
  const TestServer server(engine);
  v1::ApplyTransactionRequest request;
  request.set_request_id("retry-1");
  PendingApply call(server.connect(), request);
  const auto status = call.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(details_of(status).reason(), "INVALID_REQUEST");
  EXPECT_TRUE(engine.applies.empty());
}

TEST(ApplyCall, passes_a_cancellation_on) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  apply.started(apply.id, true);
  call.cancel();
  const auto cancel = engine.cancels.take();
  EXPECT_EQ(cancel.id, apply.id);
  EXPECT_EQ(cancel.reason.code, ErrorCode::cancelled);
  apply.done({failed(apply.id, cancel.reason), {1}});
  EXPECT_EQ(call.finish().error_code(), grpc::StatusCode::CANCELLED);
}

// Without a deadline of its own the call's lies at the end of time.
TEST(ApplyCall, takes_a_cancellation_without_a_deadline_for_one) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {}, std::chrono::system_clock::time_point::max());
  const auto apply = engine.applies.take();
  call.cancel();
  EXPECT_EQ(engine.cancels.take().reason.code, ErrorCode::cancelled);
  apply.started(apply.id, true);
  apply.done({committed(apply.id), {2}});
  call.finish();
}

// The time that is left comes rounded up to whole tens of milliseconds here: the caller ends the call before the
// server thinks that it is time.
TEST(ApplyCall, tells_a_deadline_from_a_cancellation) {
  FakeEngine engine;
  const TestServer server(engine);
  for (const auto limit : {milliseconds(100), milliseconds(1234)}) {
    PendingApply call(server.connect(), {}, std::chrono::system_clock::now() + limit);
    const auto apply = engine.applies.take();
    apply.started(apply.id, true);
    EXPECT_EQ(engine.cancels.take().reason.code, ErrorCode::deadline_exceeded);
    apply.done({failed(apply.id, {ErrorCode::deadline_exceeded, "", "too late"}), {1}});
    EXPECT_EQ(call.finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  }
}

TEST(ApplyCall, may_be_answered_long_after_its_caller_went_away) {
  FakeEngine engine;
  FakeEngine::Apply apply;
  {
    TestServer server(engine);
    {
      PendingApply call(server.connect(), {});
      apply = engine.applies.take();
      call.cancel();
      call.finish();
    }
    engine.cancels.take();
    apply.started(apply.id, true);
    apply.done({committed(apply.id), {2}});
  }
  // The handlers are still here, the call is not.
  apply = {};
}

// Answers that come on other threads, at once, while the caller cancels: each call is answered exactly once.
TEST(ApplyCall, survives_cancellations_that_meet_answers) {
  FakeEngine engine;
  const TestServer server(engine);
  const auto channel = server.connect();
  for (int round = 0; round < 200; ++round) {
    PendingApply call(channel, {});
    auto apply = engine.applies.take();
    std::thread strand([&] {
      apply.started(apply.id, true);
      apply.done({committed(apply.id), {2}});
    });
    if (round % 2 == 0) std::this_thread::yield();
    call.cancel();
    const auto status = call.finish();
    EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::CANCELLED);
    strand.join();
  }
}

TEST(ApplyCall, brings_details_of_any_size_to_the_client) {
  FakeEngine engine;
  const TestServer server(engine);
  const auto channel = server.connect();
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    PendingApply call(channel, {});
    const auto apply = engine.applies.take();
    const auto answer = RandomReport(seed).answer();
    apply.started(apply.id, true);
    apply.done(answer);
    const auto status = call.finish();
    ASSERT_EQ(status.error_code(), code_of(answer.report->error->code)) << "seed " << seed << status.error_message();
    const auto details = details_of(status);
    ASSERT_TRUE(details.info && details.report) << "seed " << seed;
    ASSERT_EQ(details.metadata("transaction_id"), answer.report->transaction_id.value) << "seed " << seed;
    ASSERT_EQ(details.status.message(), status.error_message()) << "seed " << seed;
  }
}

// Percent-encoded, each of its bytes takes three: with the details at their limit this is the most there can be.
TEST(ApplyCall, brings_a_message_beyond_ascii_to_the_client) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  std::string wide;
  for (int n = 0; n < 1000; ++n) wide += "字";
  auto report = failed(apply.id, {ErrorCode::invalid_setting, "camera.hot", wide});
  report->comment = wide.substr(0, 1023);
  report->violations.assign(100, {wide, ErrorCode::invalid_setting, wide});
  for (int n = 0; n < 100; ++n)
    report->waves.push_back({{{"camera",
                               settings::UpdateKind::restart,
                               transaction::Outcome::failed,
                               {},
                               {},
                               {},
                               {},
                               base::Error{ErrorCode::rolled_back, "", wide}}}});
  apply.started(apply.id, true);
  apply.done({report, {UINT64_MAX}});
  const auto status = call.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_GT(status.error_message().size(), message_budget - 8);
  EXPECT_GT(status.error_details().size(), details_budget - 512);
  EXPECT_EQ(details_of(status).bad_request->field_violations_size(), 16);
}

TEST(ApplyCall, refuses_a_request_of_more_than_a_mebibyte) {
  FakeEngine engine;
  const TestServer server(engine);
  v1::ApplyTransactionRequest request;
  (*request.mutable_patch()->mutable_fields())["camera"].set_string_value(std::string(1 << 20, 'x'));
  PendingApply call(server.connect(), request);
  EXPECT_EQ(call.finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(engine.applies.empty());
}

TEST(ApplyCall, refuses_nan_with_its_path) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  auto request = patch_of(R"({"camera":{"hot":5,"cold":5}})");
  auto& camera = *(*request.mutable_patch()->mutable_fields())["camera"].mutable_struct_value()->mutable_fields();
  camera["hot"].set_number_value(std::numeric_limits<double>::quiet_NaN());
  camera["cold"].set_number_value(-std::numeric_limits<double>::infinity());
  PendingApply call(server.connect(), request);
  const auto status = call.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto details = details_of(status);
  EXPECT_EQ(details.reason(), "INVALID_SETTING");
  EXPECT_EQ(details.bad_request->field_violations_size(), 2);
  EXPECT_EQ(details.metadata("current_revision"), "1");
  EXPECT_EQ(details.metadata("transaction_id"), call.announced_id());
}

TEST(ApplyCall, changes_the_settings_in_force) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  PendingApply call(server.connect(), patch_of(R"({"camera":{"hot":5},"detection":{"hot":6}})"));
  ASSERT_TRUE(call.finish().ok());
  EXPECT_EQ(call.answer().revision(), 2U);
  EXPECT_EQ(call.answer().author(), "local");
  EXPECT_EQ(world.value("detection", "hot"), 6);
}

TEST(ApplyCall, announces_a_transaction_that_is_queued) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  world.camera.on_prepare(Behaviour::hang);
  PendingApply running(server.connect(), patch_of(R"({"camera":{"cold":5}})"));
  world.camera.wait_until_hanging();
  PendingApply queued(server.connect(), patch_of(R"({"camera":{"hot":6}})"));
  const auto id = queued.announced_id();
  EXPECT_TRUE(base::is_uuid(id));
  EXPECT_NE(id, running.announced_id());
  world.camera.let_go();
  running.finish();
  queued.finish();
  EXPECT_EQ(queued.transaction_id(), id);
}

TEST(ApplyCall, takes_a_queued_transaction_back_when_its_caller_cancels) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  world.camera.on_prepare(Behaviour::hang);
  PendingApply running(server.connect(), patch_of(R"({"camera":{"cold":5}})"));
  world.camera.wait_until_hanging();
  base::TransactionId id;
  {
    PendingApply queued(server.connect(), patch_of(R"({"camera":{"hot":6}})"));
    id.value = queued.announced_id();
    queued.cancel();
    EXPECT_EQ(queued.finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(testing::eventually([&] {
    std::promise<transaction::State> state;
    world.coordinator->transaction(
        id, [&](const auto& report) { state.set_value(report ? (*report)->state : transaction::State::queued); });
    return state.get_future().get() == transaction::State::cancelled;
  }));
  world.camera.let_go();
  running.finish();
  EXPECT_EQ(world.value("camera", "hot"), 0);
}

TEST(ApplyCall, rolls_back_when_the_callers_deadline_passes) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  world.camera.on_prepare(Behaviour::hang);
  PendingApply call(server.connect(), patch_of(R"({"camera":{"cold":5}})"),
                    std::chrono::system_clock::now() + milliseconds(200));
  const base::TransactionId id{call.announced_id()};
  EXPECT_EQ(call.finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(testing::eventually([&] {
    std::promise<std::optional<base::Error>> error;
    world.coordinator->transaction(
        id, [&](const auto& report) { error.set_value(report ? (*report)->error : std::nullopt); });
    const auto found = error.get_future().get();
    return found && found->code == ErrorCode::deadline_exceeded;
  }));
  EXPECT_EQ(world.value("camera", "cold"), 0);
}

TEST(ApplyCall, refuses_what_comes_while_the_daemon_stops) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  world.drain();
  PendingApply call(server.connect(), patch_of(R"({"camera":{"hot":6}})"));
  const auto status = call.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(details_of(status).reason(), "DRAINING");
  EXPECT_EQ(details_of(status).metadata("retryable"), "true");
}

}  // namespace
}  // namespace visiond::rpc
