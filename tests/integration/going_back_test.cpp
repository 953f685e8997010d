// Going back: rollback, undo, and changes that must be confirmed, with the daemon's own store and across its restarts.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/waiting.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

namespace visiond {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::DaemonWorld;
using testing::eventually;
using Transaction = v1::Transaction;

template <class Request>
void confirm_within(Request& request, double seconds) {
  const auto nanos = static_cast<std::int64_t>(seconds * 1e9);
  request.mutable_confirm_timeout()->set_seconds(nanos / 1'000'000'000);
  request.mutable_confirm_timeout()->set_nanos(static_cast<std::int32_t>(nanos % 1'000'000'000));
}

grpc::Status confirm(DaemonWorld& world, const std::string& id) {
  grpc::ClientContext context;
  v1::ConfirmTransactionRequest request;
  request.set_transaction_id(id);
  Transaction answer;
  return world.settings_stub().ConfirmTransaction(&context, request, &answer);
}

Transaction tentative(DaemonWorld& world, const std::string& patch, double seconds) {
  const auto applied = world.apply(patch, [&](auto& request) { confirm_within(request, seconds); });
  EXPECT_TRUE(applied.status.ok()) << applied.status.error_message();
  EXPECT_EQ(applied.transaction.state(), Transaction::STATE_AWAITING_CONFIRMATION);
  return applied.transaction;
}

TEST(GoingBack, to_a_revision_restores_every_service) {
  DaemonWorld world;
  world.commit(R"({"camera":{"width":320,"height":240},"detection":{"confidence":0.7}})");
  world.commit(R"({"camera":{"width":640,"height":480},"ui":{"theme":"dark"}})");
  grpc::ClientContext context;
  v1::RollbackSettingsRequest request;
  request.set_revision(2);
  Transaction answer;
  const auto status = world.settings_stub().RollbackSettings(&context, request, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.revision(), 4U);
  EXPECT_EQ(answer.kind(), Transaction::KIND_ROLLBACK);
  EXPECT_TRUE(MessageDifferencer::Equals(world.settings().settings(), world.settings(2).settings()));
}

TEST(GoingBack, happens_by_itself_where_nobody_confirms) {
  DaemonWorld world;
  const auto before = world.settings();
  const auto change = tentative(world, R"({"camera":{"width":320,"height":240}})", 0.05);
  EXPECT_TRUE(
      eventually([&] { return world.transaction(change.transaction_id()).state() == Transaction::STATE_REVERTED; }));
  EXPECT_EQ(world.settings().revision(), 3U);
  EXPECT_TRUE(MessageDifferencer::Equals(world.settings().settings(), before.settings()));
  EXPECT_TRUE(world.apply(R"({"ui":{"theme":"dark"}})").status.ok());
}

TEST(GoingBack, does_not_happen_once_it_is_confirmed_not_even_after_a_restart) {
  DaemonWorld world;
  const auto change = tentative(world, R"({"ui":{"theme":"dark"}})", 3600);
  EXPECT_TRUE(confirm(world, change.transaction_id()).ok());
  EXPECT_EQ(world.transaction(change.transaction_id()).state(), Transaction::STATE_COMMITTED);
  world.restart();
  EXPECT_EQ(world.value("ui", "theme"), R"("dark")");
  EXPECT_EQ(world.transaction(change.transaction_id()).state(), Transaction::STATE_COMMITTED);
  EXPECT_TRUE(world.apply(R"({"ui":{"theme":"light"}})").status.ok());
}

TEST(GoingBack, waits_across_a_restart) {
  DaemonWorld world;
  const auto change = tentative(world, R"({"ui":{"theme":"dark"}})", 3600);
  world.restart();
  EXPECT_EQ(world.value("ui", "theme"), R"("dark")");
  EXPECT_EQ(world.apply(R"({"ui":{"theme":"light"}})").reason, "CONFIRMATION_PENDING");
  const auto report = world.transaction(change.transaction_id());
  EXPECT_EQ(report.state(), Transaction::STATE_AWAITING_CONFIRMATION);
  EXPECT_GT(report.confirm_remaining().seconds(), 3500);
  EXPECT_TRUE(confirm(world, change.transaction_id()).ok());
}

TEST(GoingBack, is_the_first_thing_after_a_start_that_comes_too_late) {
  DaemonWorld world;
  const auto before = world.settings();
  // Over before the daemon is back: stopping and starting it takes longer.
  const auto change = tentative(world, R"({"ui":{"theme":"dark"}})", 0.001);
  world.restart();
  EXPECT_EQ(world.settings().revision(), 3U);
  EXPECT_TRUE(MessageDifferencer::Equals(world.settings().settings(), before.settings()));
  const auto report = world.transaction(change.transaction_id());
  EXPECT_EQ(report.state(), Transaction::STATE_REVERTED);
  const auto revert = world.transaction(report.reverted_by_transaction_id());
  EXPECT_EQ(revert.kind(), Transaction::KIND_REVERT);
  EXPECT_EQ(revert.reverts_transaction_id(), change.transaction_id());
}

TEST(GoingBack, leaves_a_list_of_what_happened) {
  DaemonWorld world;
  const auto change = tentative(world, R"({"ui":{"theme":"dark"}})", 3600);
  grpc::ClientContext cancel_context;
  v1::CancelTransactionRequest cancel;
  cancel.set_transaction_id(change.transaction_id());
  Transaction cancelled;
  ASSERT_TRUE(world.settings_stub().CancelTransaction(&cancel_context, cancel, &cancelled).ok());
  EXPECT_EQ(cancelled.state(), Transaction::STATE_REVERTED);
  grpc::ClientContext context;
  v1::ListTransactionsRequest request;
  request.add_states(Transaction::STATE_REVERTED);
  v1::ListTransactionsResponse list;
  ASSERT_TRUE(world.settings_stub().ListTransactions(&context, request, &list).ok());
  ASSERT_EQ(list.transactions_size(), 1);
  EXPECT_EQ(list.transactions(0).transaction_id(), change.transaction_id());
}

}  // namespace
}  // namespace visiond
