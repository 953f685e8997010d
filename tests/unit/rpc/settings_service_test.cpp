#include "daemon/rpc/settings_service.hpp"

#include "tests/support/runtime_world.hpp"
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
using testing::details_of;
using testing::FakeEngine;
using testing::RuntimeWorld;
using testing::TestServer;

// A call on another thread, so that this one can be the engine meanwhile.
template <class Call>
std::future<grpc::Status> beside(Call call) {
  return std::async(std::launch::async, [call = std::move(call)] {
    Context context;
    return call(context);
  });
}

class SettingsServiceTest : public ::testing::Test {
 protected:
  FakeEngine engine;
  TestServer server{engine};
  std::unique_ptr<v1::SettingsService::Stub> stub = server.settings();
};

runtime::RevisionView view(std::uint64_t revision) {
  runtime::RevisionView view;
  view.revision = {revision};
  return view;
}

TEST_F(SettingsServiceTest, gets_the_revision_that_is_asked_for) {
  v1::Revision answer;
  auto call = beside([&](Context& context) {
    v1::GetSettingsRequest request;
    request.set_revision(7);
    return stub->GetSettings(&context, request, &answer);
  });
  auto asked = engine.revisions_asked.take();
  EXPECT_EQ(asked.query.value, 7U);
  asked.done(view(7));
  EXPECT_TRUE(call.get().ok());
  EXPECT_EQ(answer.revision(), 7U);
}

TEST_F(SettingsServiceTest, says_that_a_revision_is_not_kept) {
  v1::Revision answer;
  auto call = beside([&](Context& context) { return stub->GetSettings(&context, {}, &answer); });
  engine.revisions_asked.take().done(Error{ErrorCode::no_such_revision, "revision", "revision 9 is not kept"});
  const auto status = call.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(details_of(status).reason(), "NO_SUCH_REVISION");
}

TEST_F(SettingsServiceTest, describes_the_schema_at_the_running_revision) {
  v1::SettingsSchema answer;
  auto call = beside([&](Context& context) { return stub->DescribeSettings(&context, {}, &answer); });
  auto asked = engine.revisions_asked.take();
  EXPECT_EQ(asked.query.value, 0U);
  asked.done(view(12));
  EXPECT_TRUE(call.get().ok());
  EXPECT_EQ(answer.revision(), 12U);
  ASSERT_EQ(answer.sections_size(), 2);
  EXPECT_EQ(answer.sections(0).settings(0).path(), "camera.hot");
}

TEST_F(SettingsServiceTest, gets_a_transaction_by_its_id) {
  v1::Transaction answer;
  auto call = beside([&](Context& context) {
    v1::GetTransactionRequest request;
    request.set_transaction_id("0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
    return stub->GetTransaction(&context, request, &answer);
  });
  auto asked = engine.transactions_asked.take();
  EXPECT_EQ(asked.query, "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  auto report = std::make_shared<transaction::Report>();
  report->transaction_id = {asked.query};
  asked.done(FakeEngine::ReportPtr(report));
  EXPECT_TRUE(call.get().ok());
  EXPECT_EQ(answer.transaction_id(), "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
}

// What an error's details had to leave out is here.
TEST_F(SettingsServiceTest, gets_a_failed_transaction_whole) {
  v1::Transaction answer;
  auto call = beside([&](Context& context) {
    v1::GetTransactionRequest request;
    request.set_request_id("0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
    return stub->GetTransaction(&context, request, &answer);
  });
  auto report = std::make_shared<transaction::Report>();
  report->error = Error{ErrorCode::invalid_setting, "", "wrong"};
  report->violations.assign(300, {"camera.hot", ErrorCode::invalid_setting, std::string(1000, 'v')});
  report->changes = {{"camera.source", nullptr, boost::json::value(std::string(5000, 'v')), {}}};
  engine.requests_asked.take().done(FakeEngine::ReportPtr(report));
  EXPECT_TRUE(call.get().ok());
  EXPECT_EQ(answer.violations_size(), 300);
  EXPECT_EQ(answer.changes(0).new_value().string_value().size(), 5000U);
  EXPECT_FALSE(answer.truncated());
}

TEST_F(SettingsServiceTest, refuses_a_transaction_that_cannot_be) {
  Context context;
  v1::Transaction answer;
  const auto status = stub->GetTransaction(&context, {}, &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(details_of(status).metadata("path"), "transaction_id");
}

TEST_F(SettingsServiceTest, says_that_a_transaction_is_not_kept) {
  v1::Transaction answer;
  auto call = beside([&](Context& context) {
    v1::GetTransactionRequest request;
    request.set_transaction_id(base::make_uuid());
    return stub->GetTransaction(&context, request, &answer);
  });
  engine.transactions_asked.take().done(Error{ErrorCode::no_such_transaction, "", "no such transaction"});
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(SettingsServiceTest, lists_a_page_of_revisions) {
  v1::ListRevisionsResponse answer;
  auto call = beside([&](Context& context) {
    v1::ListRevisionsRequest request;
    request.set_page_size(2);
    request.set_page_token("9");
    return stub->ListRevisions(&context, request, &answer);
  });
  auto asked = engine.pages_asked.take();
  EXPECT_EQ(asked.query.page_size, 2U);
  EXPECT_EQ(asked.query.page_token, "9");
  asked.done(runtime::RevisionPage{{view(8), view(7)}, "7"});
  EXPECT_TRUE(call.get().ok());
  ASSERT_EQ(answer.revisions_size(), 2);
  EXPECT_EQ(answer.revisions(1).revision(), 7U);
  EXPECT_EQ(answer.next_page_token(), "7");
}

// A thousand revisions may be more than a client takes in one message; the page then ends early and says where.
TEST_F(SettingsServiceTest, ends_a_page_that_grows_too_large) {
  runtime::RevisionPage page;
  for (std::uint64_t revision = 1000; revision > 0; --revision) {
    page.revisions.push_back(view(revision));
    page.revisions.back().sparse = boost::json::object{{"camera", {{"source", std::string(10000, 's')}}}};
  }
  v1::ListRevisionsResponse answer;
  auto call = beside([&](Context& context) { return stub->ListRevisions(&context, {}, &answer); });
  engine.pages_asked.take().done(page);
  EXPECT_TRUE(call.get().ok());
  EXPECT_LT(answer.ByteSizeLong(), std::size_t{3} << 20);
  EXPECT_GT(answer.revisions_size(), 100);
  EXPECT_EQ(answer.next_page_token(), std::to_string(answer.revisions().rbegin()->revision()));
}

TEST_F(SettingsServiceTest, refuses_a_page_of_negative_size) {
  Context context;
  v1::ListRevisionsRequest request;
  request.set_page_size(-1);
  v1::ListRevisionsResponse answer;
  EXPECT_EQ(stub->ListRevisions(&context, request, &answer).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(SettingsService, lists_every_revision_once_page_by_page) {
  RuntimeWorld world;
  for (int n = 1; n <= 7; ++n) world.apply(R"({"camera":{"hot":)" + std::to_string(n) + "}}");
  const TestServer server(*world.coordinator);
  const auto stub = server.settings();
  std::vector<std::uint64_t> revisions;
  v1::ListRevisionsRequest request;
  request.set_page_size(3);
  do {
    Context context;
    v1::ListRevisionsResponse answer;
    ASSERT_TRUE(stub->ListRevisions(&context, request, &answer).ok());
    for (const auto& revision : answer.revisions()) revisions.push_back(revision.revision());
    request.set_page_token(answer.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(revisions, (std::vector<std::uint64_t>{8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST(SettingsService, refuses_a_page_token_that_is_none) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  const auto stub = server.settings();
  for (const auto* token : {"0", "-1", "x", "7 ", "99999999999999999999"}) {
    Context context;
    v1::ListRevisionsRequest request;
    request.set_page_token(token);
    v1::ListRevisionsResponse answer;
    const auto status = stub->ListRevisions(&context, request, &answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << token;
    EXPECT_EQ(details_of(status).metadata("path"), "page_token") << token;
  }
}

}  // namespace
}  // namespace visiond::rpc
