#include "client/lib/value.hpp"

#include <gtest/gtest.h>

namespace visiond::client {
namespace {

TEST(Value, goes_to_the_wire_and_back) {
  const auto text = R"({"a":[1,"two",true,null,{}],"b":{"c":0.1},"d":""})";
  const auto object = settings::read_json(text)->as_object();
  EXPECT_EQ(settings::write_json(to_json(to_proto(object))), text);
}

TEST(Value, comes_from_the_wire_in_the_order_of_names) {
  google::protobuf::Struct object;
  for (const char* name : {"b", "c", "a"}) (*object.mutable_fields())[name].set_bool_value(true);
  EXPECT_EQ(settings::write_json(to_json(object)), R"({"a":true,"b":true,"c":true})");
}

TEST(Value, is_found_by_its_path) {
  const auto object = to_proto(json::parse(R"({"a": {"b": 1}, "c": 2})").as_object());
  ASSERT_NE(find(object, {"a", "b"}), nullptr);
  EXPECT_EQ(find(object, {"a", "b"})->number_value(), 1);
  EXPECT_EQ(find(object, {"a", "x"}), nullptr);
  EXPECT_EQ(find(object, {"c", "b"}), nullptr);
  EXPECT_EQ(find(object, {}), nullptr);
}

}  // namespace
}  // namespace visiond::client
