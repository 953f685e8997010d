#include "client/lib/failure.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/unit/client/fake_visiond.hpp"
#include "tests/unit/client/messages.hpp"

#include <google/protobuf/duration.pb.h>
#include <gtest/gtest.h>

namespace visiond::client {
namespace {

using grpc::StatusCode;
using testing::read;

grpc::Status status_of(const std::vector<google::protobuf::Any>& details) {
  google::rpc::Status status;
  for (const auto& detail : details) *status.add_details() = detail;
  return grpc::Status(StatusCode::ABORTED, "it failed", status.SerializeAsString());
}

google::protobuf::Any packed(const google::protobuf::Message& message) {
  google::protobuf::Any any;
  any.PackFrom(message);
  return any;
}

google::rpc::ErrorInfo info(const std::string& domain = "visiond") {
  google::rpc::ErrorInfo result;
  result.set_reason("ROLLED_BACK");
  result.set_domain(domain);
  auto& metadata = *result.mutable_metadata();
  metadata["transaction_id"] = "t-1";
  metadata["current_revision"] = "12";
  metadata["retryable"] = "true";
  metadata["path"] = "camera.source";
  metadata["violations_left_out"] = "3";
  return result;
}

TEST(Failure, holds_what_the_error_info_says) {
  const auto failure = failure_of(status_of({packed(info())}));
  EXPECT_EQ(failure.code, StatusCode::ABORTED);
  EXPECT_EQ(failure.message, "it failed");
  EXPECT_EQ(failure.reason, "ROLLED_BACK");
  EXPECT_EQ(failure.path, "camera.source");
  EXPECT_EQ(failure.transaction_id, "t-1");
  EXPECT_EQ(failure.current_revision, 12u);
  EXPECT_EQ(failure.violations_left_out, 3u);
  EXPECT_TRUE(failure.retryable);
}

TEST(Failure, leaves_the_words_of_others_out) {
  const auto failure = failure_of(status_of({packed(info("googleapis.com"))}));
  EXPECT_EQ(failure.reason, "");
  EXPECT_FALSE(failure.retryable);
}

TEST(Failure, holds_every_violation) {
  google::rpc::BadRequest bad;
  for (const char* path : {"camera.widht", "detection.confidence"}) {
    auto* field = bad.add_field_violations();
    field->set_field(path);
    field->set_reason("INVALID_SETTING");
    field->set_description("is wrong");
  }
  const auto failure = failure_of(status_of({packed(info()), packed(bad)}));
  ASSERT_EQ(failure.violations.size(), 2u);
  EXPECT_EQ(failure.violations[0].path(), "camera.widht");
  EXPECT_EQ(failure.violations[1].reason(), "INVALID_SETTING");
  EXPECT_EQ(failure.violations[1].message(), "is wrong");
}

TEST(Failure, holds_the_report_and_the_longer_list_of_violations) {
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("camera.widht");
  const auto report = read<v1::Transaction>(R"({"transactionId": "t-2", "state": "STATE_REJECTED",
      "violations": [{"path": "camera.widht"}, {"path": "detection.confidence"}]})");
  const auto failure = failure_of(status_of({packed(bad), packed(report)}));
  ASSERT_TRUE(failure.transaction);
  EXPECT_EQ(failure.transaction->state(), v1::Transaction::STATE_REJECTED);
  EXPECT_EQ(failure.transaction_id, "t-2");
  ASSERT_EQ(failure.violations.size(), 2u);
  EXPECT_EQ(failure.violations[1].path(), "detection.confidence");
}

TEST(Failure, passes_over_details_it_does_not_know) {
  const auto failure = failure_of(status_of({packed(google::protobuf::Duration()), packed(info())}));
  EXPECT_EQ(failure.reason, "ROLLED_BACK");
}

TEST(Failure, takes_a_status_without_or_with_broken_details_as_it_is) {
  for (const char* details : {"", "\xff\xff no protobuf"}) {
    const auto failure = failure_of(grpc::Status(StatusCode::UNAVAILABLE, "nobody there", details));
    EXPECT_EQ(failure.code, StatusCode::UNAVAILABLE);
    EXPECT_EQ(failure.message, "nobody there");
    EXPECT_EQ(failure.reason, "");
  }
}

TEST(Failure, takes_a_revision_that_is_no_number_for_none) {
  auto wrong = info();
  (*wrong.mutable_metadata())["current_revision"] = "12a";
  EXPECT_FALSE(failure_of(status_of({packed(wrong)})).current_revision);
}

TEST(Failure, is_undecided_without_the_daemons_word) {
  EXPECT_TRUE(undecided({.code = StatusCode::DEADLINE_EXCEEDED}));
  EXPECT_TRUE(undecided({.code = StatusCode::CANCELLED}));
  EXPECT_TRUE(undecided({.code = StatusCode::UNAVAILABLE}));
  EXPECT_FALSE(undecided({.code = StatusCode::UNAVAILABLE, .reason = "DRAINING"}));
  EXPECT_FALSE(undecided({.code = StatusCode::INVALID_ARGUMENT}));
}

}  // namespace
}  // namespace visiond::client
