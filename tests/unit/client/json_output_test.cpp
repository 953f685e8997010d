#include "client/cli/json_output.hpp"

#include "client/lib/value.hpp"
#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

namespace visiond::cli {
namespace {

using testing::read;

TEST(JsonOutput, always_prints_primitive_fields_in_lower_camel_case) {
  const auto text = json_text_of(read<v1::Transaction::Operation>(R"({"section": "camera", "duration": "0.2s"})"));
  EXPECT_EQ(
      text,
      R"({"section":"camera","updateKind":"UPDATE_KIND_UNSPECIFIED","outcome":"OUTCOME_UNSPECIFIED","errorReason":"","errorMessage":"","duration":"0.200s"})");
}

TEST(JsonOutput, prints_a_value_bare) {
  for (const char* text : {"0.1", "1920", "\"a\\\"b\"", "true", "null", "[1,[]]", R"({"a":{}})"})
    EXPECT_EQ(json_text_of(read<google::protobuf::Value>(text)), text);
}

TEST(JsonOutput, is_the_same_for_equal_settings) {
  v1::Revision one, other;
  for (int i = 0; i < 20; ++i)
    (*one.mutable_settings()->mutable_fields())["key" + std::to_string(i)].set_number_value(i);
  for (int i = 19; i >= 0; --i)
    (*other.mutable_settings()->mutable_fields())["key" + std::to_string(i)].set_number_value(i);
  EXPECT_EQ(json_text_of(one), json_text_of(other));
  EXPECT_NE(json_text_of(one).find(R"({"key0":0,"key1":1,"key10":10,)"), std::string::npos) << json_text_of(one);
}

TEST(JsonOutput, says_what_a_failure_says) {
  const client::Failure failure{.code = grpc::StatusCode::ABORTED,
                                .reason = "VALUE_CONFLICT",
                                .message = "it changed",
                                .path = "camera.width",
                                .violations_left_out = 2,
                                .transaction_id = "t-1",
                                .current_revision = 12,
                                .retryable = true,
                                .resume_revision = 11};
  EXPECT_EQ(
      boost::json::serialize(json_of(failure)),
      R"({"error":{"code":"ABORTED","reason":"VALUE_CONFLICT","message":"it changed","path":"camera.width","retryable":true,"transactionId":"t-1","violations":[],"violationsLeftOut":"2","currentRevision":"12","resumeRevision":"11"}})");
}

}  // namespace
}  // namespace visiond::cli
