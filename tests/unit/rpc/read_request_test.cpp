#include "daemon/rpc/read_request.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace visiond::rpc {
namespace {

using base::ErrorCode;

v1::ApplyTransactionRequest with(const std::function<void(v1::ApplyTransactionRequest&)>& change) {
  v1::ApplyTransactionRequest message;
  change(message);
  return message;
}

// The field that a request is refused for; "" where it is taken.
std::string refused(const std::function<void(v1::ApplyTransactionRequest&)>& change) {
  const auto read = read_request(with(change), "test");
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::invalid_request);
  EXPECT_TRUE(read.error().message.starts_with(read.error().path)) << read.error().message;
  return read.error().path;
}

TEST(ReadRequest, takes_an_empty_request_as_one_without_a_patch) {
  const auto request = *read_request(v1::ApplyTransactionRequest{}, "test");
  EXPECT_FALSE(request.patch);
  EXPECT_FALSE(request.expected_values);
  EXPECT_FALSE(request.max_update_kind);
  EXPECT_FALSE(request.max_downtime);
  EXPECT_EQ(request.kind, transaction::Kind::apply);
  EXPECT_EQ(request.depth, transaction::Depth::plan);
  EXPECT_EQ(request.mode, transaction::Mode::atomic);
  EXPECT_EQ(request.adjustment_policy, transaction::AdjustmentPolicy::accept);
  EXPECT_EQ(request.author, "test");
}

TEST(ReadRequest, takes_an_empty_patch_for_a_patch) {
  EXPECT_TRUE(read_request(with([](auto& m) { m.mutable_patch(); }), "")->patch);
}

TEST(ReadRequest, passes_every_option_on) {
  const auto request = *read_request(with([](auto& m) {
                                       m.set_replace(true);
                                       m.set_expected_revision(7);
                                       m.set_validate_only(true);
                                       m.set_validate_depth(v1::VALIDATE_DEPTH_REHEARSE);
                                       m.set_request_id("8A4FF0B4-6F0C-4A29-9A1E-0C6F5F2F6F6E");
                                       m.mutable_confirm_timeout()->set_seconds(3600);
                                       m.set_comment("why");
                                       m.set_mode(v1::MODE_BEST_EFFORT);
                                       m.set_max_update_kind(v1::UPDATE_KIND_RESTART);
                                       m.mutable_max_downtime()->set_nanos(100000000);
                                       m.set_adjustment_policy(v1::ADJUSTMENT_POLICY_REJECT);
                                       (*m.mutable_expected_values()->mutable_fields())["ui"].set_bool_value(true);
                                     }),
                                     "pat");
  EXPECT_TRUE(request.replace);
  EXPECT_EQ(request.expected_revision.value, 7U);
  EXPECT_TRUE(request.validate_only);
  EXPECT_EQ(request.depth, transaction::Depth::rehearse);
  EXPECT_EQ(request.request_id.value, "8a4ff0b4-6f0c-4a29-9a1e-0c6f5f2f6f6e");
  EXPECT_EQ(request.confirm_timeout, std::chrono::hours(1));
  EXPECT_EQ(request.comment, "why");
  EXPECT_EQ(request.mode, transaction::Mode::best_effort);
  EXPECT_EQ(request.max_update_kind, settings::UpdateKind::restart);
  EXPECT_EQ(request.max_downtime, std::chrono::milliseconds(100));
  EXPECT_EQ(request.adjustment_policy, transaction::AdjustmentPolicy::reject);
  EXPECT_TRUE(request.expected_values->at("ui").as_bool());
}

TEST(ReadRequest, knows_every_update_kind) {
  using settings::UpdateKind;
  const std::pair<v1::UpdateKind, UpdateKind> kinds[] = {{v1::UPDATE_KIND_IMMEDIATE, UpdateKind::immediate},
                                                         {v1::UPDATE_KIND_HOT_RELOAD, UpdateKind::hot_reload},
                                                         {v1::UPDATE_KIND_RESTART, UpdateKind::restart},
                                                         {v1::UPDATE_KIND_RECREATE, UpdateKind::recreate}};
  for (const auto& [wire, plain] : kinds)
    EXPECT_EQ(read_request(with([&](auto& m) { m.set_max_update_kind(wire); }), "")->max_update_kind, plain);
}

TEST(ReadRequest, refuses_a_request_id_that_is_no_uuid) {
  EXPECT_EQ(refused([](auto& m) { m.set_request_id("retry-1"); }), "request_id");
  EXPECT_EQ(refused([](auto& m) { m.set_request_id("8a4ff0b4-6f0c-4a29-9a1e-0c6f5f2f6f6e "); }), "request_id");
}

TEST(ReadRequest, shows_little_of_a_long_request_id) {
  const auto read = read_request(with([](auto& m) { m.set_request_id(std::string(100000, 'x')); }), "");
  EXPECT_LT(read.error().message.size(), 300U);
}

TEST(ReadRequest, refuses_numbers_that_no_enum_knows) {
  EXPECT_EQ(refused([](auto& m) { m.set_validate_depth(static_cast<v1::ValidateDepth>(3)); }), "validate_depth");
  EXPECT_EQ(refused([](auto& m) { m.set_mode(static_cast<v1::Mode>(-1)); }), "mode");
  EXPECT_EQ(refused([](auto& m) { m.set_adjustment_policy(static_cast<v1::AdjustmentPolicy>(99)); }),
            "adjustment_policy");
  EXPECT_EQ(refused([](auto& m) { m.set_max_update_kind(static_cast<v1::UpdateKind>(5)); }), "max_update_kind");
}

TEST(ReadRequest, takes_a_comment_of_1024_bytes_and_refuses_a_longer_one) {
  EXPECT_EQ(refused([](auto& m) { m.set_comment(std::string(1024, 'c')); }), "");
  EXPECT_EQ(refused([](auto& m) { m.set_comment(std::string(1025, 'c')); }), "comment");
}

TEST(ReadRequest, refuses_a_comment_with_a_nul) {
  EXPECT_EQ(refused([](auto& m) { m.set_comment(std::string("a\0b", 3)); }), "comment");
}

TEST(ReadRequest, refuses_lengths_of_time_that_are_negative_or_malformed) {
  EXPECT_EQ(refused([](auto& m) { m.mutable_confirm_timeout()->set_seconds(-1); }), "confirm_timeout");
  EXPECT_EQ(refused([](auto& m) { m.mutable_confirm_timeout()->set_nanos(-1); }), "confirm_timeout");
  EXPECT_EQ(refused([](auto& m) { m.mutable_max_downtime()->set_seconds(-1); }), "max_downtime");
  EXPECT_EQ(refused([](auto& m) {
              m.mutable_max_downtime()->set_seconds(1);
              m.mutable_max_downtime()->set_nanos(-1);
            }),
            "max_downtime");
  EXPECT_EQ(refused([](auto& m) { m.mutable_max_downtime()->set_seconds(std::numeric_limits<std::int64_t>::max()); }),
            "max_downtime");
}

TEST(ReadRequest, refuses_a_confirmation_of_more_than_an_hour) {
  EXPECT_EQ(refused([](auto& m) {
              m.mutable_confirm_timeout()->set_seconds(3600);
              m.mutable_confirm_timeout()->set_nanos(1);
            }),
            "confirm_timeout");
}

TEST(ReadRequest, tells_no_downtime_from_any_downtime) {
  EXPECT_EQ(read_request(with([](auto& m) { m.mutable_max_downtime(); }), "")->max_downtime, base::Duration{});
}

TEST(ReadRequest, refuses_an_unset_value_in_patch_and_expected_values) {
  for (const bool patch : {true, false}) {
    const auto read = read_request(with([&](auto& m) {
                                     auto& fields = *(patch ? m.mutable_patch() : m.mutable_expected_values());
                                     (*fields.mutable_fields())["camera"];
                                   }),
                                   "");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::invalid_setting);
    EXPECT_EQ(read.error().path, "camera");
  }
}

TEST(ReadRequest, reads_a_page_of_revisions) {
  v1::ListRevisionsRequest message;
  EXPECT_EQ(read_request(message)->page_size, 100U);
  message.set_page_size(5000);
  message.set_page_token("12");
  message.set_author("pat");
  message.set_section("camera");
  message.mutable_after()->set_seconds(10);
  message.mutable_before()->set_seconds(20);
  const auto query = *read_request(message);
  EXPECT_EQ(query.page_size, 1000U);
  EXPECT_EQ(query.page_token, "12");
  EXPECT_EQ(query.author, "pat");
  EXPECT_EQ(query.section, "camera");
  EXPECT_EQ(query.after, base::WallTime(std::chrono::seconds(10)));
  EXPECT_EQ(query.before, base::WallTime(std::chrono::seconds(20)));
}

TEST(ReadRequest, refuses_a_page_that_is_none) {
  v1::ListRevisionsRequest negative, after, before;
  negative.set_page_size(-1);
  EXPECT_EQ(read_request(negative).error().path, "page_size");
  after.mutable_after()->set_nanos(-1);
  EXPECT_EQ(read_request(after).error().path, "after");
  before.mutable_before()->set_nanos(1000000000);
  EXPECT_EQ(read_request(before).error().path, "before");
}

TEST(ReadRequest, reads_which_transaction_is_meant) {
  v1::GetTransactionRequest by_id, by_request, neither, empty, wrong;
  by_id.set_transaction_id("0C52D1A7-5A5E-4F3E-9D7E-1F0000000012");
  EXPECT_EQ(std::get<base::TransactionId>(*read_request(by_id)).value, "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  by_request.set_request_id("0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  EXPECT_TRUE(std::holds_alternative<base::RequestId>(*read_request(by_request)));
  EXPECT_EQ(read_request(neither).error().code, ErrorCode::invalid_request);
  empty.set_request_id("");
  EXPECT_EQ(read_request(empty).error().code, ErrorCode::invalid_request);
  wrong.set_transaction_id("12");
  EXPECT_EQ(read_request(wrong).error().path, "transaction_id");
}

}  // namespace
}  // namespace visiond::rpc
