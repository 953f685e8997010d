#include "daemon/rpc/write_message.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

settings::Schema schema() {
  settings::Setting width;
  width.name = "width";
  width.type = settings::Type::integer;
  width.unit = "px";
  width.minimum = 160;
  width.maximum = 7680;
  width.step = 2;
  width.zero_allowed = true;
  width.default_value = std::int64_t{0};
  width.update_kind = settings::UpdateKind::restart;
  width.description = "Width of the frames";
  width.required_role = "operator";
  settings::Setting mode;
  mode.name = "mode";
  mode.choices = {"fast", "good"};
  mode.default_value = "fast";
  settings::Section camera{"camera", "Where frames come from", settings::Priority::critical, {}, {width}};
  settings::Section detection{"detection", "What is found", settings::Priority::low, {"camera"}, {mode}};
  return settings::Schema({camera, detection});
}

v1::SettingsSchema written() {
  v1::SettingsSchema message;
  write(schema(), message);
  return message;
}

TEST(WriteSchema, writes_sections_in_order) {
  const auto message = written();
  ASSERT_EQ(message.sections_size(), 2);
  EXPECT_EQ(message.sections(0).name(), "camera");
  EXPECT_EQ(message.sections(0).description(), "Where frames come from");
  EXPECT_EQ(message.sections(0).priority(), v1::SettingsSchema::PRIORITY_CRITICAL);
  EXPECT_EQ(message.sections(1).priority(), v1::SettingsSchema::PRIORITY_LOW);
  ASSERT_EQ(message.sections(1).dependencies_size(), 1);
  EXPECT_EQ(message.sections(1).dependencies(0), "camera");
}

TEST(WriteSchema, writes_all_of_a_setting) {
  const auto message = written();
  const auto& width = message.sections(0).settings(0);
  EXPECT_EQ(width.path(), "camera.width");
  EXPECT_EQ(width.type(), v1::SettingsSchema::Setting::TYPE_INTEGER);
  EXPECT_EQ(width.unit(), "px");
  EXPECT_EQ(width.minimum().number_value(), 160);
  EXPECT_EQ(width.maximum().number_value(), 7680);
  EXPECT_EQ(width.step().number_value(), 2);
  EXPECT_TRUE(width.zero_allowed());
  EXPECT_EQ(width.default_value().number_value(), 0);
  EXPECT_EQ(width.update_kind(), v1::UPDATE_KIND_RESTART);
  EXPECT_EQ(width.description(), "Width of the frames");
  EXPECT_EQ(width.required_role(), "operator");
}

TEST(WriteSchema, leaves_out_limits_that_there_are_not) {
  const auto message = written();
  const auto& mode = message.sections(1).settings(0);
  EXPECT_FALSE(mode.has_minimum() || mode.has_maximum() || mode.has_step());
  EXPECT_EQ(mode.choices_size(), 2);
  EXPECT_EQ(mode.default_value().string_value(), "fast");
}

TEST(WriteSchema, holds_the_same_as_a_json_schema) {
  const auto json = boost::json::parse(written().json_schema());
  EXPECT_TRUE(json.at("properties").at("camera").at("properties").as_object().contains("width"));
}

}  // namespace
}  // namespace visiond::rpc
