// RollbackSettings, ConfirmTransaction, CancelTransaction, ListTransactions and DiffSettings on the wire.
#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::rpc {
namespace {

using base::Error;
using base::ErrorCode;
using testing::Context;
using testing::FakeEngine;
using testing::TestServer;

constexpr const char* id = "8a4ff0b4-6f0c-4a29-9a1e-0c6f5f2f6f6e";

std::shared_ptr<const transaction::Report> report(transaction::State state) {
  auto report = std::make_shared<transaction::Report>();
  report->transaction_id = {id};
  report->state = state;
  return report;
}

class GoingBack : public ::testing::Test {
 protected:
  // The call on another thread, so that this one can be the engine meanwhile.
  template <class Method, class Request, class Response>
  std::future<grpc::Status> call(Method method, const Request& request, Response& response) {
    return std::async(std::launch::async, [this, method, request, &response] {
      Context context;
      return (*stub.*method)(&context, request, &response);
    });
  }

  using Stub = v1::SettingsService::Stub;
  FakeEngine engine;
  TestServer server{engine};
  std::unique_ptr<Stub> stub = server.settings();
};

TEST_F(GoingBack, rolls_back_to_a_revision_with_every_option) {
  v1::RollbackSettingsRequest request;
  request.set_revision(7);
  request.add_paths("camera.width");
  request.set_comment("back");
  request.mutable_confirm_timeout()->set_seconds(5);
  v1::Transaction answer;
  auto status = call(&Stub::RollbackSettings, request, answer);
  const auto asked = engine.applies.take();
  EXPECT_EQ(asked.request.kind, transaction::Kind::rollback);
  EXPECT_EQ(asked.request.target.value, 7U);
  EXPECT_EQ(asked.request.paths, std::vector<std::string>{"camera.width"});
  EXPECT_EQ(asked.request.comment, "back");
  EXPECT_EQ(asked.request.confirm_timeout, base::Duration(std::chrono::seconds(5)));
  asked.started(asked.id, true);
  asked.done({report(transaction::State::committed), {8}});
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.state(), v1::Transaction::STATE_COMMITTED);
}

TEST_F(GoingBack, undoes_a_revision) {
  v1::RollbackSettingsRequest request;
  request.set_undo_revision(3);
  v1::Transaction answer;
  auto status = call(&Stub::RollbackSettings, request, answer);
  const auto asked = engine.applies.take();
  EXPECT_EQ(asked.request.kind, transaction::Kind::undo);
  EXPECT_EQ(asked.request.target.value, 3U);
  asked.started(asked.id, true);
  asked.done({report(transaction::State::committed), {8}});
  EXPECT_TRUE(status.get().ok());
}

TEST_F(GoingBack, refuses_a_rollback_to_nothing) {
  v1::Transaction answer;
  v1::RollbackSettingsRequest request;
  EXPECT_EQ(call(&Stub::RollbackSettings, request, answer).get().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_undo_revision(0);
  const auto status = call(&Stub::RollbackSettings, request, answer).get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(status.error_message().starts_with("undo_revision")) << status.error_message();
}

TEST_F(GoingBack, confirms) {
  v1::ConfirmTransactionRequest request;
  request.set_transaction_id(id);
  v1::Transaction answer;
  auto status = call(&Stub::ConfirmTransaction, request, answer);
  auto asked = engine.confirms_asked.take();
  EXPECT_EQ(asked.query, id);
  asked.done(report(transaction::State::committed));
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.transaction_id(), id);
}

TEST_F(GoingBack, says_that_there_is_nothing_to_confirm) {
  v1::ConfirmTransactionRequest request;
  request.set_transaction_id(id);
  v1::Transaction answer;
  auto status = call(&Stub::ConfirmTransaction, request, answer);
  engine.confirms_asked.take().done(Error{ErrorCode::nothing_to_confirm, "transaction_id", "it is COMMITTED"});
  const auto end = status.get();
  EXPECT_EQ(end.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(testing::details_of(end).info->reason(), "NOTHING_TO_CONFIRM");
  request.set_transaction_id("7");
  EXPECT_EQ(call(&Stub::ConfirmTransaction, request, answer).get().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(GoingBack, cancels_by_either_id) {
  v1::CancelTransactionRequest request;
  request.set_request_id(id);
  v1::Transaction answer;
  auto status = call(&Stub::CancelTransaction, request, answer);
  auto asked = engine.cancels_asked.take();
  EXPECT_EQ(std::get<base::RequestId>(asked.query).value, id);
  asked.done(report(transaction::State::cancelled));
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.state(), v1::Transaction::STATE_CANCELLED);
  request.set_transaction_id(id);
  status = call(&Stub::CancelTransaction, request, answer);
  asked = engine.cancels_asked.take();
  EXPECT_EQ(std::get<base::TransactionId>(asked.query).value, id);
  asked.done(Error{ErrorCode::nothing_to_cancel, "transaction_id", "too late"});
  EXPECT_EQ(status.get().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(GoingBack, lists_transactions_as_they_are_filtered) {
  v1::ListTransactionsRequest request;
  request.set_page_size(2);
  request.set_page_token("9");
  request.add_states(v1::Transaction::STATE_REVERTED);
  request.set_author("pat");
  request.set_section("ui");
  v1::ListTransactionsResponse answer;
  auto status = call(&Stub::ListTransactions, request, answer);
  auto asked = engine.lists_asked.take();
  EXPECT_EQ(asked.query.page_size, 2U);
  EXPECT_EQ(asked.query.page_token, "9");
  EXPECT_EQ(asked.query.states, std::vector{transaction::State::reverted});
  EXPECT_EQ(asked.query.author, "pat");
  EXPECT_EQ(asked.query.section, "ui");
  asked.done(runtime::TransactionPage{
      {report(transaction::State::reverted), report(transaction::State::reverted)}, {"5", "4"}, true});
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.transactions_size(), 2);
  EXPECT_EQ(answer.next_page_token(), "4");
  request.add_states(v1::Transaction::STATE_UNSPECIFIED);
  EXPECT_EQ(call(&Stub::ListTransactions, request, answer).get().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(GoingBack, compares_revisions) {
  v1::DiffSettingsRequest request;
  request.set_from_revision(2);
  request.set_to_revision(5);
  v1::DiffSettingsResponse answer;
  auto status = call(&Stub::DiffSettings, request, answer);
  auto asked = engine.diffs_asked.take();
  EXPECT_EQ(asked.query.first.value, 2U);
  EXPECT_EQ(asked.query.second.value, 5U);
  asked.done(std::vector<settings::Change>{{"ui.theme", "dark", "light", settings::UpdateKind::immediate}});
  EXPECT_TRUE(status.get().ok());
  ASSERT_EQ(answer.changes_size(), 1);
  EXPECT_EQ(answer.changes(0).new_value().string_value(), "light");
}

}  // namespace
}  // namespace visiond::rpc
