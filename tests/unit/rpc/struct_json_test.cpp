#include "daemon/rpc/struct_json.hpp"

#include "tests/support/random_double.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace visiond::rpc {
namespace {

google::protobuf::Struct struct_of(const std::string& text) {
  google::protobuf::Struct message;
  write_struct(json::parse(text).as_object(), message);
  return message;
}

TEST(StructJson, carries_every_kind_of_value_both_ways) {
  const std::string text = R"({"camera":{"source":"synthetic:","width":1920.5,"enabled":true,"crop":null,)"
                           R"("list":[1.5,"a",[],{}],"empty":{}}})";
  const auto read = read_struct(struct_of(text), "patch");
  ASSERT_TRUE(read);
  EXPECT_EQ(json::value(*read), json::parse(text));
}

TEST(StructJson, reads_every_number_as_a_double) {
  const auto read = read_struct(struct_of(R"({"a":1920})"), "patch");
  EXPECT_TRUE(read->at("a").is_double());
}

TEST(StructJson, keeps_an_integer_as_far_as_a_double_can) {
  google::protobuf::Value value;
  write_value(std::uint64_t{1} << 53, value);
  EXPECT_EQ(value.number_value(), 9007199254740992.0);
}

TEST(StructJson, carries_every_double_over_the_wire_bit_by_bit) {
  constexpr int seed = 2019;
  testing::RandomDouble random(seed);
  for (int n = 0; n < 20'000; ++n) {
    const double value = random();
    google::protobuf::Struct sent, received;
    write_struct({{"a", {{"list", json::array{value}}}}}, sent);
    ASSERT_TRUE(received.ParseFromString(sent.SerializeAsString()));
    const auto read = read_struct(received, "patch").value();
    ASSERT_EQ(std::bit_cast<std::uint64_t>(read.at("a").at("list").at(0).as_double()),
              std::bit_cast<std::uint64_t>(value))
        << value << ", no. " << n << " of seed " << seed;
  }
}

// What is no JSON number is the schema's to refuse, with all the other mistakes.
TEST(StructJson, lets_nan_through) {
  google::protobuf::Struct message;
  (*message.mutable_fields())["a"].set_number_value(std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(std::isnan(read_struct(message, "patch")->at("a").as_double()));
}

TEST(StructJson, keeps_odd_keys) {
  const auto read = read_struct(struct_of(R"({"":{"traffic light":1,"a.b":2}})"), "patch");
  EXPECT_EQ(read->at("").as_object().at("traffic light"), json::value(1.0));
  EXPECT_EQ(read->at("").as_object().at("a.b"), json::value(2.0));
}

TEST(StructJson, refuses_a_value_without_a_kind_and_says_where) {
  google::protobuf::Struct message;
  auto& camera = *(*message.mutable_fields())["camera"].mutable_struct_value();
  auto& list = *(*camera.mutable_fields())["traffic light"].mutable_list_value();
  list.add_values()->set_bool_value(true);
  list.add_values();
  const auto read = read_struct(message, "expected_values");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::invalid_setting);
  EXPECT_EQ(read.error().path, R"(camera["traffic light"][1])");
  EXPECT_NE(read.error().message.find("expected_values"), std::string::npos);
}

}  // namespace
}  // namespace visiond::rpc
