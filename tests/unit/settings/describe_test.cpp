#include "daemon/settings/describe.hpp"

#include "daemon/settings/json_text.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <gtest/gtest.h>

namespace visiond::settings {
namespace {

const json::value& property(const json::object& schema, std::string_view section, std::string_view setting) {
  return schema.at("properties").at(section).at("properties").at(setting);
}

std::string property_text(std::string_view section, std::string_view setting) {
  return write_json(property(json_schema(sample_schema()), section, setting));
}

TEST(DescribeRange, reads_as_people_write_ranges) {
  const Section camera = sample_camera();
  EXPECT_EQ(describe_range(*camera.find("width")), "0 or 160–7680 px");
  EXPECT_EQ(describe_range(*camera.find("rtsp_transport")), "tcp | udp");
  EXPECT_EQ(describe_range(*camera.find("rotate")), "0 | 90 | 180 | 270 °");
  EXPECT_EQ(describe_range(*camera.find("name")), "at most 100 bytes");
  EXPECT_EQ(describe_range(*camera.find("enabled")), "");
  EXPECT_EQ(describe_range(*sample_detection().find("class_confidence")), "each 0–1");
  EXPECT_EQ(describe_range(*sample_detection().find("labels")), "");
}

TEST(DescribeRange, says_where_only_one_end_is_bound) {
  Setting setting = sample("x", Type::number, 1);
  setting.minimum = 0.5;
  EXPECT_EQ(describe_range(setting), "at least 0.5");
}

TEST(JsonSchema, is_of_draft_2020_12_and_closed) {
  const json::object schema = json_schema(sample_schema());
  EXPECT_EQ(schema.at("$schema"), json::value("https://json-schema.org/draft/2020-12/schema"));
  EXPECT_EQ(schema.at("additionalProperties"), json::value(false));
  EXPECT_EQ(schema.at("properties").at("camera").at("additionalProperties"), json::value(false));
}

TEST(JsonSchema, carries_ranges_defaults_and_descriptions) {
  EXPECT_EQ(
      property_text("detection", "confidence"),
      R"({"type":"number","minimum":0,"maximum":1,"default":0.5,"description":"Least confidence of a detection"})");
}

TEST(JsonSchema, allows_zero_beside_a_range) {
  EXPECT_EQ(
      property_text("camera", "width"),
      R"_({"anyOf":[{"const":0},{"type":"integer","minimum":160,"maximum":7680}],"default":0,"description":"Width (px)"})_");
}

TEST(JsonSchema, lists_choices_in_the_settings_type) {
  const json::object schema = json_schema(sample_schema());
  EXPECT_EQ(property(schema, "camera", "rotate").at("enum"), (json::value{0, 90, 180, 270}));
  EXPECT_EQ(property(schema, "camera", "rtsp_transport").at("enum"), (json::value{"tcp", "udp"}));
}

TEST(JsonSchema, describes_elements_of_lists_and_maps) {
  const json::object schema = json_schema(sample_schema());
  EXPECT_EQ(property(schema, "detection", "class_confidence").at("additionalProperties"),
            (json::value{{"type", "number"}, {"minimum", 0}, {"maximum", 1}}));
  EXPECT_EQ(property(schema, "detection", "labels").at("items").at("type"), json::value("string"));
  EXPECT_FALSE(property(schema, "detection", "zones").as_object().contains("additionalProperties"));
}

TEST(Markdown, has_a_table_a_section_and_a_row_a_setting) {
  const std::string text = markdown(sample_schema());
  EXPECT_NE(
      text.find("## detection\n\nWhat is found\n\nPriority HIGH; depends on camera.\n\n"
                "| setting | type | range | default | update kind | description |\n|---|---|---|---|---|---|\n"
                "| `detection.confidence` | number | 0–1 | `0.5` | HOT_RELOAD | Least confidence of a detection |\n"
                "| `detection.class_confidence` | map of number | each 0–1 | `{}` | HOT_RELOAD |  |\n"),
      std::string::npos)
      << text;
}

TEST(Markdown, escapes_the_pipes_of_choices) {
  EXPECT_NE(markdown(sample_schema()).find("| string | tcp \\| udp |"), std::string::npos);
}

}  // namespace
}  // namespace visiond::settings
