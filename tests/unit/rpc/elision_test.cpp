#include "daemon/rpc/elision.hpp"

#include "daemon/rpc/error_status.hpp"

#include <gtest/gtest.h>

#include <string>

namespace visiond::rpc {
namespace {

constexpr std::size_t plenty = 1 << 20;

v1::Change& add_change(v1::Transaction& message, const std::string& value) {
  auto& change = *message.add_changes();
  change.set_path("camera.source");
  change.mutable_old_value()->set_null_value(google::protobuf::NULL_VALUE);
  change.mutable_new_value()->set_string_value(value);
  return change;
}

v1::Transaction::Operation& add_operation(v1::Transaction& message, v1::Transaction::Operation::Outcome outcome) {
  auto& operation = *message.add_waves()->add_operations();
  operation.set_section("camera");
  operation.set_outcome(outcome);
  return operation;
}

// The string whose Value takes exactly `size` bytes: a tag and a length, of two bytes from 128 on.
std::string string_of_value_size(std::size_t size) { return std::string(size - 3, 'v'); }

TEST(Elision, leaves_a_small_report_as_it_is) {
  v1::Transaction message;
  add_change(message, "synthetic:");
  add_operation(message, v1::Transaction::Operation::OUTCOME_DONE).set_error_message("no");
  const auto before = message.SerializeAsString();
  fit(message, plenty);
  EXPECT_EQ(message.SerializeAsString(), before);
  EXPECT_FALSE(message.truncated());
}

TEST(Elision, elides_a_value_of_more_than_256_bytes_and_says_its_size) {
  v1::Transaction message;
  const auto& fits = add_change(message, string_of_value_size(longest_value));
  const auto& too_long = add_change(message, string_of_value_size(longest_value + 1));
  fit(message, plenty);
  EXPECT_EQ(fits.new_value().string_value(), string_of_value_size(longest_value));
  EXPECT_EQ(too_long.new_value().string_value(), "… 257 bytes, elided …");
  EXPECT_TRUE(message.truncated());
}

TEST(Elision, elides_both_values_of_an_adjustment) {
  v1::Transaction message;
  auto& adjustment = *message.add_adjustments();
  adjustment.mutable_requested()->set_string_value(std::string(300, 'r'));
  for (int n = 0; n < 100; ++n) adjustment.mutable_effective()->mutable_list_value()->add_values()->set_number_value(n);
  fit(message, plenty);
  EXPECT_LT(adjustment.requested().ByteSizeLong(), 64U);
  EXPECT_LT(adjustment.effective().ByteSizeLong(), 64U);
  EXPECT_TRUE(message.truncated());
}

TEST(Elision, shortens_what_an_operation_failed_with) {
  v1::Transaction message;
  add_operation(message, v1::Transaction::Operation::OUTCOME_FAILED).set_error_message(std::string(1000, 'e'));
  fit(message, plenty);
  EXPECT_EQ(message.waves(0).operations(0).error_message(), std::string(253, 'e') + "…");
  EXPECT_TRUE(message.truncated());
}

TEST(Elision, drops_no_more_of_a_list_than_it_must) {
  v1::Transaction message;
  for (int n = 0; n < 100; ++n) add_change(message, std::string(50, 'v'));
  const auto size_of_ten = message.ByteSizeLong() / 10;
  fit(message, size_of_ten + 3);  // and the mark that something is missing
  EXPECT_EQ(message.changes_size(), 10);
  EXPECT_TRUE(message.truncated());
}

TEST(Elision, drops_violations_before_changes) {
  v1::Transaction message;
  add_change(message, std::string(200, 'v'));
  const auto without = message.ByteSizeLong();
  for (int n = 0; n < 100; ++n) message.add_violations()->set_message("the value is too large");
  fit(message, without + 100);
  EXPECT_EQ(message.changes_size(), 1);
  EXPECT_LT(message.violations_size(), 5);
}

TEST(Elision, keeps_the_operation_that_failed_longest) {
  v1::Transaction message;
  message.set_transaction_id("0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  for (int n = 0; n < 20; ++n) add_change(message, std::string(200, 'v'));
  for (int n = 0; n < 20; ++n) add_operation(message, v1::Transaction::Operation::OUTCOME_UNDONE);
  add_operation(message, v1::Transaction::Operation::OUTCOME_FAILED).set_error_message("the device is gone");
  fit(message, 160);
  EXPECT_LE(message.ByteSizeLong(), 160U);
  EXPECT_EQ(message.changes_size(), 0);
  ASSERT_EQ(message.waves_size(), 21);
  ASSERT_EQ(message.waves(20).operations_size(), 1);
  EXPECT_EQ(message.waves(20).operations(0).error_message(), "the device is gone");
}

TEST(Elision, shortens_comment_and_author_when_nothing_else_is_left) {
  v1::Transaction message;
  message.set_comment(std::string(1024, 'c'));
  message.set_author(std::string(500, 'a'));
  fit(message, 400);
  EXPECT_LE(message.ByteSizeLong(), 400U);
  EXPECT_EQ(message.comment().size(), 256U);
  EXPECT_EQ(message.author().size(), 64U);
}

}  // namespace
}  // namespace visiond::rpc
