#include "daemon/settings/table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::settings {
namespace {

enum class Mode { slow, fast };

struct Sample {
  bool enabled = false;
  int width = 0;
  std::int64_t exposure = 0;
  double confidence = 0;
  std::string name;
  Mode mode = Mode::slow;
  std::vector<std::string> labels;
  std::map<std::string, double> weights;
  std::pair<double, double> point;
};

std::pair<double, double> read_point(const json::value& value) {
  return {value.at(0).to_number<double>(), value.at(1).to_number<double>()};
}

Table<Sample> sample_table() {
  return {{.name = "sample", .description = "For tests", .priority = Priority::low, .dependencies = {"camera"}},
          {
              row(&Sample::enabled, "enabled").preset(true),
              row(&Sample::width, "width").range(160, 7680).or_zero().unit("px").kind(UpdateKind::restart),
              row(&Sample::exposure, "exposure").preset(5000000000),
              row(&Sample::confidence, "confidence").range(0, 1).preset(1),
              row(&Sample::name, "name").preset("door"),
              row(&Sample::mode, "mode", {{"slow", Mode::slow}, {"fast", Mode::fast}}).preset("fast"),
              row(&Sample::labels, "labels").preset(json::array{"cat"}),
              row(&Sample::weights, "weights").range(0, 1),
              row(&Sample::point, "point", Type::list, read_point).preset(json::array{1, 2.5}),
          }};
}

Setting number(std::string name, json::value preset) {
  Setting setting;
  setting.name = std::move(name);
  setting.type = Type::number;
  setting.default_value = std::move(preset);
  return setting;
}

TEST(Table, declares_its_section) {
  const Section section = sample_table().section();
  EXPECT_EQ(section.name, "sample");
  EXPECT_EQ(section.priority, Priority::low);
  EXPECT_EQ(section.dependencies, std::vector<std::string>{"camera"});
  ASSERT_NE(section.find("width"), nullptr);
  EXPECT_EQ(section.find("width")->type, Type::integer);
  EXPECT_EQ(section.find("width")->update_kind, UpdateKind::restart);
  EXPECT_EQ(section.find("mode")->choices, (std::vector<std::string>{"slow", "fast"}));
  EXPECT_EQ(section.find("height"), nullptr);
}

TEST(Table, fills_every_kind_of_member_from_the_full_section) {
  const auto table = sample_table();
  json::object full = Schema({table.section()}).defaults().at("sample").as_object();
  full["weights"] = json::object{{"cat", 0.5}, {"dog", 1}};
  const Sample sample = table.parse(full);
  EXPECT_TRUE(sample.enabled);
  EXPECT_EQ(sample.width, 0);
  EXPECT_EQ(sample.exposure, 5000000000);
  EXPECT_EQ(sample.confidence, 1.0);
  EXPECT_EQ(sample.name, "door");
  EXPECT_EQ(sample.mode, Mode::fast);
  EXPECT_EQ(sample.labels, std::vector<std::string>{"cat"});
  EXPECT_EQ(sample.weights, (std::map<std::string, double>{{"cat", 0.5}, {"dog", 1.0}}));
  EXPECT_EQ(sample.point, std::pair(1.0, 2.5));
}

TEST(Table, takes_a_missing_member_for_a_bug) {
  EXPECT_THROW(sample_table().parse(json::object{{"enabled", true}}), std::logic_error);
}

TEST(Table, coerces_defaults_by_their_types) {
  EXPECT_TRUE(sample_table().section().find("confidence")->default_value.is_double());
}

TEST(Schema, gives_a_missing_default_the_zero_of_its_type) {
  const Section section = sample_table().section();
  EXPECT_EQ(section.find("width")->default_value, json::value(0));
  EXPECT_EQ(section.find("weights")->default_value, json::value(json::object()));
}

TEST(Schema, refuses_a_default_outside_its_range) {
  Setting setting = number("confidence", 7);
  setting.maximum = 1;
  EXPECT_THROW(Schema({Section{.name = "a", .settings = {setting}}}), std::logic_error);
}

TEST(Schema, refuses_names_given_twice) {
  EXPECT_THROW(Schema({Section{.name = "a"}, Section{.name = "a"}}), std::logic_error);
  EXPECT_THROW(Schema({Section{.name = "a", .settings = {number("x", 1), number("x", 2)}}}), std::logic_error);
}

TEST(Schema, completes_a_sparse_document_with_defaults) {
  const Schema schema({Section{.name = "a", .settings = {number("x", 1), number("y", 2)}}, Section{.name = "b"}});
  const json::object full = schema.complete({{"a", json::object{{"y", 5.0}}}});
  EXPECT_EQ(full, (json::object{{"a", json::object{{"x", 1.0}, {"y", 5.0}}}, {"b", json::object()}}));
}

TEST(Schema, names_kinds_as_the_wire_does) {
  EXPECT_EQ(to_string(UpdateKind::hot_reload), "HOT_RELOAD");
  EXPECT_EQ(to_string(UpdateKind::recreate), "RECREATE");
  EXPECT_EQ(to_string(Priority::low), "LOW");
  EXPECT_EQ(to_string(Type::boolean), "BOOL");
  EXPECT_EQ(to_string(Type::map), "MAP");
}

}  // namespace
}  // namespace visiond::settings
