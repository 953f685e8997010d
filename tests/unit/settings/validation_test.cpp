#include "daemon/settings/validation.hpp"

#include "daemon/settings/json_text.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace visiond::settings {
namespace {

using base::ErrorCode;

CheckedPatch check(std::string_view patch) {
  return check_patch(sample_schema(), read_json(patch).value().as_object());
}

// "path CODE message", one line a violation.
std::string complaints(const std::vector<Violation>& violations) {
  std::string text;
  for (const auto& each : violations)
    text += each.path + " " + std::string(to_string(each.code)) + " " + each.message + "\n";
  return text;
}

std::string complaints(std::string_view patch) { return complaints(check(patch).violations); }
std::string coerced(std::string_view patch) { return write_json(check(patch).patch); }

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
}

TEST(CheckPatch, reports_every_mistake_at_once) {
  EXPECT_EQ(complaints(R"({"detection":{"confidence":7},"camera":{"widht":3}})"),
            "camera.widht UNKNOWN_SETTING there is no such setting; did you mean camera.width?\n"
            "detection.confidence INVALID_SETTING 7 is out of range; it must be 0 to 1\n");
}

TEST(CheckPatch, keeps_what_is_right_beside_a_mistake) {
  EXPECT_EQ(coerced(R"({"camera":{"width":640,"rotate":91},"nonsense":{}})"), R"({"camera":{"width":640}})");
}

TEST(CheckPatch, suggests_the_section_that_was_meant) {
  EXPECT_EQ(complaints(R"({"detecton":{"confidence":1}})"),
            "detecton UNKNOWN_SETTING there is no such section; did you mean detection?\n");
  EXPECT_EQ(complaints(R"({"microphone":{}})"),
            "microphone UNKNOWN_SETTING there is no such section; the sections are camera, detection, ui\n");
}

TEST(CheckPatch, tells_a_misplaced_setting_its_place) {
  EXPECT_EQ(complaints(R"({"camera":{"confidence":1}})"),
            "camera.confidence UNKNOWN_SETTING there is no such setting; did you mean detection.confidence?\n");
  EXPECT_EQ(complaints(R"({"width":1})"),
            "width UNKNOWN_SETTING there is no such section; did you mean camera.width?\n");
}

TEST(CheckPatch, quotes_odd_unknown_names_and_elides_long_ones) {
  EXPECT_EQ(complaints(R"({"camera":{"no such":1}})").substr(0, 18), "camera[\"no such\"] ");
  EXPECT_LT(complaints("{\"camera\":{\"" + std::string(100'000, 'x') + "\":1}}").size(), 250U);
}

TEST(CheckPatch, takes_null_for_a_setting_and_a_section) {
  const std::string_view patch = R"({"camera":{"width":null},"detection":null})";
  EXPECT_EQ(complaints(patch), "");
  EXPECT_EQ(coerced(patch), patch);
}

TEST(CheckPatch, refuses_a_section_that_is_no_map) {
  EXPECT_EQ(
      complaints(R"({"camera":5})"),
      "camera INVALID_SETTING a section is a map of settings; it must be one, or null to go back to its defaults\n");
}

TEST(CheckPatch, takes_null_in_a_map_for_the_removal_of_its_key) {
  const std::string_view patch = R"({"detection":{"class_confidence":{"cat":0.5,"dog":null}}})";
  EXPECT_EQ(complaints(patch), "");
  EXPECT_EQ(coerced(patch), patch);
}

TEST(CheckPatch, checks_a_map_without_its_removed_keys) {
  EXPECT_EQ(complaints(R"({"detection":{"zones":{"door":null,"yard":[]}}})"), "");
  EXPECT_EQ(complaints(R"({"detection":{"zones":{"door":null,"yard":1}}})"),
            "detection.zones INVALID_SETTING a zone must be a polygon\n");
}

TEST(CheckPatch, refuses_null_deeper_in_a_map) {
  EXPECT_EQ(complaints(R"({"detection":{"zones":{"door":[[0,null]]}}})"),
            "detection.zones.door[0][1] INVALID_SETTING the value is null; leave it out or give one\n");
}

TEST(CheckPatch, quotes_odd_keys_of_maps) {
  EXPECT_EQ(complaints(R"({"detection":{"class_confidence":{"traffic light":2,"cat":"much"}}})"),
            "detection.class_confidence[\"traffic light\"] INVALID_SETTING 2 is out of range; it must be 0 to 1\n"
            "detection.class_confidence.cat INVALID_SETTING \"much\" is text; it must be a number, 0 to 1\n");
}

TEST(CheckPatch, coerces_integers_that_came_as_doubles) {
  EXPECT_TRUE(check(R"({"camera":{"width":1920.0}})").patch.at("camera").at("width").is_int64());
}

TEST(CheckPatch, coerces_numbers_that_came_as_integers) {
  EXPECT_TRUE(check(R"({"detection":{"confidence":1}})").patch.at("detection").at("confidence").is_double());
}

TEST(CheckPatch, allows_zero_outside_the_range_where_it_means_something) {
  EXPECT_EQ(complaints(R"({"camera":{"width":0}})"), "");
  EXPECT_EQ(complaints(R"({"camera":{"width":159}})"),
            "camera.width INVALID_SETTING 159 is out of range; it must be 0 or 160 to 7680 px\n");
}

TEST(CheckPatch, says_which_type_would_be_right) {
  EXPECT_EQ(
      complaints(R"({"camera":{"width":1920.5}})"),
      "camera.width INVALID_SETTING 1920.5 is not a whole number; it must be a whole number, 0 or 160 to 7680 px\n");
  EXPECT_EQ(complaints(R"({"camera":{"enabled":1}})"),
            "camera.enabled INVALID_SETTING 1 is a number; it must be true or false\n");
  EXPECT_EQ(complaints(R"({"camera":{"name":true}})"),
            "camera.name INVALID_SETTING true is a truth value; it must be text\n");
  EXPECT_EQ(complaints(R"({"detection":{"labels":"cat"}})"),
            "detection.labels INVALID_SETTING \"cat\" is text; it must be a list, each element text\n");
  EXPECT_EQ(complaints(R"({"detection":{"class_confidence":[]}})"),
            "detection.class_confidence INVALID_SETTING the value is a list; it must be a map, each value a number, 0 "
            "to 1\n");
}

TEST(CheckPatch, lists_the_choices) {
  EXPECT_EQ(complaints(R"({"camera":{"rtsp_transport":"quic"}})"),
            "camera.rtsp_transport INVALID_SETTING \"quic\" is not one of the choices; it must be tcp or udp\n");
  EXPECT_EQ(complaints(R"({"camera":{"rotate":45}})"),
            "camera.rotate INVALID_SETTING 45 is not one of the choices; it must be 0, 90, 180 or 270 °\n");
  EXPECT_EQ(coerced(R"({"camera":{"rotate":270.0}})"), R"({"camera":{"rotate":270}})");
}

TEST(CheckPatch, refuses_null_in_a_list) {
  EXPECT_EQ(complaints(R"({"detection":{"labels":["cat",null]}})"),
            "detection.labels[1] INVALID_SETTING the value is null; it must be text\n");
}

TEST(CheckPatch, refuses_nesting_deeper_than_16) {
  const auto patch = [](int levels) { return R"({"detection":{"zones":{"a":)" + nested(levels) + "}}}"; };
  EXPECT_EQ(complaints(patch(13)), "");
  EXPECT_EQ(complaints(patch(14)),
            "detection.zones INVALID_SETTING the nesting is too deep; it must be at most 16 levels\n");
}

TEST(CheckPatch, refuses_text_over_its_length_without_repeating_it) {
  EXPECT_EQ(complaints(R"({"camera":{"name":")" + std::string(100, 'x') + R"("}})"), "");
  EXPECT_EQ(complaints(R"({"camera":{"name":")" + std::string(101, 'x') + R"("}})"),
            "camera.name INVALID_SETTING the text has 101 bytes; it must have at most 100\n");
}

TEST(CheckPatch, refuses_nul_in_text) {
  EXPECT_EQ(complaints(R"({"camera":{"name":"a\u0000b"}})"),
            "camera.name INVALID_SETTING the text is broken; it must be valid UTF-8 without NUL\n");
}

TEST(CheckPatch, elides_long_values) {
  const std::string text = complaints(R"({"camera":{"rtsp_transport":")" + std::string(4000, 'x') + R"("}})");
  EXPECT_NE(text.find("xxx…\" is not one"), std::string::npos) << text;
  EXPECT_LT(text.size(), 200U);
}

TEST(CheckPatch, never_repeats_a_secret) {
  for (const std::string_view patch :
       {R"({"camera":{"source":"rtsp://admin:hunter2@10.0.0.1/stream"}})", R"({"camera":{"password_ref":"hunter2"}})",
        R"({"camera":{"source":"gstreamer:rtspsrc location=rtsp://admin:hunter2@cam ! decodebin"}})"}) {
    const std::string text = complaints(patch);
    EXPECT_NE(text.find("SECRET_IN_VALUE"), std::string::npos) << text;
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
    EXPECT_EQ(text.find("admin"), std::string::npos) << text;
    EXPECT_EQ(coerced(patch), R"({"camera":{}})");
  }
}

TEST(CheckPatch, never_repeats_a_secret_of_the_wrong_type) {
  EXPECT_EQ(complaints(R"({"camera":{"password_ref":12345}})"),
            "camera.password_ref INVALID_SETTING the value is a number; it must be text\n");
}

class CheckNumbers : public testing::TestWithParam<double> {};

TEST_P(CheckNumbers, are_refused_where_no_setting_can_hold_them) {
  Setting setting = sample("x", Type::integer, 0);
  std::vector<Violation> violations;
  EXPECT_TRUE(check_value(setting, "a.x", GetParam(), violations).is_null());
  EXPECT_EQ(violations.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Unholdable, CheckNumbers,
                         testing::Values(std::numeric_limits<double>::quiet_NaN(),
                                         std::numeric_limits<double>::infinity(),
                                         -std::numeric_limits<double>::infinity(), 1e300, 9007199254740994.0,
                                         -9007199254740994.0, 0.5));

TEST(CheckValue, refuses_nan_and_infinities_as_numbers) {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    std::vector<Violation> violations;
    check_value(sample("x", Type::number, 0), "a.x", value, violations);
    EXPECT_EQ(complaints(violations), "a.x INVALID_SETTING the value is not a finite number; it must be a number\n");
  }
}

TEST(CheckValue, takes_integers_up_to_2_to_the_53) {
  const Setting setting = sample("x", Type::integer, 0);
  std::vector<Violation> violations;
  EXPECT_EQ(check_value(setting, "a.x", 9007199254740992, violations), json::value(9007199254740992));
  EXPECT_EQ(check_value(setting, "a.x", -9007199254740992.0, violations), json::value(-9007199254740992));
  EXPECT_TRUE(violations.empty());
  check_value(setting, "a.x", 9007199254740993, violations);
  check_value(setting, "a.x", std::numeric_limits<std::uint64_t>::max(), violations);
  EXPECT_EQ(violations.size(), 2U);
}

TEST(CheckValue, asks_the_settings_own_check_about_a_coerced_value_only) {
  Setting setting = sample("x", Type::integer, 0);
  std::vector<json::value> asked;
  setting.check = [&](const std::string&, const json::value& value) {
    asked.push_back(value);
    return std::vector<Violation>{};
  };
  std::vector<Violation> violations;
  check_value(setting, "a.x", 3.0, violations);
  check_value(setting, "a.x", "three", violations);
  EXPECT_EQ(asked, std::vector<json::value>{3});
}

LoadedDocument load(std::string_view stored) {
  return load_document(sample_schema(), read_json(stored).value().as_object());
}

TEST(LoadDocument, takes_a_valid_document_as_it_is) {
  const std::string_view stored = R"({"camera":{"width":640},"detection":{"class_confidence":{"cat":0.5}}})";
  const auto loaded = load(stored);
  EXPECT_EQ(write_json(loaded.sparse), stored);
  EXPECT_TRUE(loaded.ignored.empty());
  EXPECT_TRUE(loaded.impaired.empty());
}

TEST(LoadDocument, sets_unknown_settings_aside) {
  const auto loaded = load(R"({"camera":{"zoom":2,"width":640},"audio":{"volume":1}})");
  EXPECT_EQ(write_json(loaded.sparse), R"({"camera":{"width":640}})");
  ASSERT_EQ(loaded.ignored.size(), 2U);
  EXPECT_EQ(loaded.ignored[0].path, "camera.zoom");
  EXPECT_EQ(loaded.ignored[1].path, "audio");
}

TEST(LoadDocument, puts_out_of_range_settings_back_to_default) {
  const auto loaded = load(R"({"detection":{"confidence":7}})");
  EXPECT_TRUE(loaded.sparse.empty());
  ASSERT_EQ(loaded.ignored.size(), 1U);
  EXPECT_EQ(loaded.ignored[0].path, "detection.confidence");
  EXPECT_EQ(loaded.ignored[0].reason, "7 is out of range; it must be 0 to 1");
}

TEST(LoadDocument, never_lets_an_address_or_credential_fall_back) {
  const auto loaded = load(R"({"camera":{"source":5,"password_ref":"hunter2","width":640}})");
  EXPECT_EQ(write_json(loaded.sparse), R"({"camera":{"width":640}})");
  EXPECT_TRUE(loaded.ignored.empty());
  ASSERT_EQ(loaded.impaired.size(), 2U);
  EXPECT_EQ(loaded.impaired[0].path, "camera.source");
  EXPECT_EQ(loaded.impaired[1].path, "camera.password_ref");
}

TEST(LoadDocument, never_lets_a_setting_fall_back_that_must_not) {
  const auto loaded = load(R"({"detection":{"zones":{"door":5}}})");
  EXPECT_TRUE(loaded.ignored.empty());
  ASSERT_EQ(loaded.impaired.size(), 1U);
  EXPECT_EQ(loaded.impaired[0].path, "detection.zones");
}

}  // namespace
}  // namespace visiond::settings
