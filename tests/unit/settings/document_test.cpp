#include "daemon/settings/document.hpp"

#include "daemon/settings/json_text.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <gtest/gtest.h>

namespace visiond::settings {
namespace {

json::value parsed(std::string_view text) { return read_json(text).value(); }
json::object object(std::string_view text) { return parsed(text).as_object(); }

std::string applied(std::string_view sparse, std::string_view patch) {
  return write_json(apply_patch(sample_schema(), object(sparse), object(patch)));
}

std::vector<Change> difference(std::string_view before, std::string_view after) {
  return diff(sample_schema(), object(before), object(after));
}

struct MergeCase {
  std::string_view target, patch, result;
};

class MergePatch : public testing::TestWithParam<MergeCase> {};

// RFC 7396, appendix A, row by row.
constexpr MergeCase rfc_7396[] = {
    {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
    {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
    {R"({"a":"b"})", R"({"a":null})", R"({})"},
    {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
    {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
    {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
    {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
    {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
    {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
    {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
    {R"({"a":"foo"})", R"(null)", R"(null)"},
    {R"({"a":"foo"})", R"("bar")", R"("bar")"},
    {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
    {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
    {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
};

TEST_P(MergePatch, does_as_the_standard_shows) {
  EXPECT_EQ(merge_patch(parsed(GetParam().target), parsed(GetParam().patch)), parsed(GetParam().result));
}

// Settings are set in objects by objects: rows 9 to 12, and 14, in which one of them is none, cannot come up in a map.
TEST_P(MergePatch, does_so_inside_a_map) {
  const auto target = parsed(GetParam().target), patch = parsed(GetParam().patch);
  if (!target.is_object() || !patch.is_object()) return;
  const Schema schema({{.name = "s", .settings = {sample("m", Type::map, json::object{{"by default", 1}})}}});
  const auto sparse = apply_patch(schema, {{"s", {{"m", target}}}}, {{"s", {{"m", patch}}}});
  EXPECT_EQ(sparse.at("s").at("m"), parsed(GetParam().result));
}

INSTANTIATE_TEST_SUITE_P(Rfc7396, MergePatch, testing::ValuesIn(rfc_7396));

TEST(ApplyPatch, sets_and_unsets_settings) {
  EXPECT_EQ(applied(R"({"camera":{"width":640,"name":"door"}})", R"({"camera":{"width":null,"rotate":90}})"),
            R"({"camera":{"name":"door","rotate":90}})");
}

TEST(ApplyPatch, keeps_an_explicit_default) {
  EXPECT_EQ(applied("{}", R"({"camera":{"width":0}})"), R"({"camera":{"width":0}})");
}

TEST(ApplyPatch, prunes_a_section_left_empty) {
  EXPECT_EQ(applied(R"({"camera":{"width":640}})", R"({"camera":{"width":null}})"), "{}");
}

TEST(ApplyPatch, resets_a_section_given_as_null) {
  EXPECT_EQ(applied(R"({"camera":{"width":640},"ui":{"language":"de"}})", R"({"camera":null})"),
            R"({"ui":{"language":"de"}})");
}

TEST(ApplyPatch, merges_maps_key_by_key) {
  EXPECT_EQ(applied(R"({"detection":{"class_confidence":{"cat":0.5,"dog":0.25}}})",
                    R"({"detection":{"class_confidence":{"cat":null,"bird":1}}})"),
            R"({"detection":{"class_confidence":{"dog":0.25,"bird":1}}})");
}

TEST(ApplyPatch, changes_nothing_by_an_empty_map) {
  const std::string_view sparse = R"({"detection":{"class_confidence":{"cat":0.5}}})";
  EXPECT_EQ(applied(sparse, R"({"detection":{"class_confidence":{}}})"), sparse);
  EXPECT_EQ(applied("{}", R"({"detection":{"class_confidence":{}}})"), "{}");
}

TEST(ApplyPatch, changes_nothing_by_removing_a_key_that_is_not_there) {
  EXPECT_EQ(applied("{}", R"({"detection":{"class_confidence":{"cat":null}}})"), "{}");
}

TEST(ApplyPatch, takes_out_a_map_with_its_last_key) {
  EXPECT_EQ(applied(R"({"detection":{"class_confidence":{"cat":0.5}}})",
                    R"({"detection":{"class_confidence":{"cat":null}}})"),
            "{}");
}

TEST(ApplyPatch, replaces_lists_whole) {
  EXPECT_EQ(applied(R"({"detection":{"labels":["a","b"]}})", R"({"detection":{"labels":["c"]}})"),
            R"({"detection":{"labels":["c"]}})");
}

TEST(ApplyPatch, merges_into_a_map_that_has_a_default) {
  const Schema schema({{.name = "a", .settings = {sample("m", Type::map, json::object{{"x", 1}})}}});
  const json::object sparse = apply_patch(schema, {}, object(R"({"a":{"m":{"y":2}}})"));
  EXPECT_EQ(write_json(sparse), R"({"a":{"m":{"x":1,"y":2}}})");
  EXPECT_EQ(write_json(apply_patch(schema, sparse, object(R"({"a":{"m":{"x":null,"y":null}}})"))), R"({"a":{"m":{}}})");
}

TEST(Diff, names_path_values_and_kind) {
  const auto changes = difference(R"({"camera":{"width":640}})", R"({"camera":{"width":1920}})");
  EXPECT_EQ(changes, (std::vector<Change>{{"camera.width", 640, 1920, UpdateKind::restart}}));
}

TEST(Diff, takes_the_default_where_nothing_was_set) {
  const auto changes = difference("{}", R"({"detection":{"confidence":0.75}})");
  EXPECT_EQ(changes, (std::vector<Change>{{"detection.confidence", 0.5, 0.75, UpdateKind::hot_reload}}));
}

TEST(Diff, has_one_change_a_map_key) {
  const auto changes = difference(R"({"detection":{"class_confidence":{"cat":0.5,"dog":0.5,"owl":1}}})",
                                  R"({"detection":{"class_confidence":{"traffic light":0.25,"dog":0.75,"owl":1.0}}})");
  const auto kind = UpdateKind::hot_reload;
  EXPECT_EQ(changes, (std::vector<Change>{{"detection.class_confidence.cat", 0.5, nullptr, kind},
                                          {"detection.class_confidence.dog", 0.5, 0.75, kind},
                                          {"detection.class_confidence[\"traffic light\"]", nullptr, 0.25, kind}}));
}

TEST(Diff, lists_changes_in_the_order_of_the_schema) {
  const auto changes =
      difference("{}", R"({"ui":{"language":"de"},"detection":{"confidence":1},"camera":{"rotate":90}})");
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].path, "camera.rotate");
  EXPECT_EQ(changes[1].path, "detection.confidence");
  EXPECT_EQ(changes[2].path, "ui.language");
}

TEST(Diff, shows_an_explicit_default_as_a_change_that_alters_nothing) {
  const auto changes = difference("{}", R"({"detection":{"confidence":0.5}})");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].path, "detection.confidence");
  EXPECT_FALSE(alters(changes[0]));
}

TEST(Diff, shows_a_default_map_set_explicitly) {
  const Schema schema({{.name = "a", .settings = {sample("m", Type::map, json::object{{"x", 1}})}}});
  const auto changes = diff(schema, {}, object(R"({"a":{"m":{"x":1}}})"));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].path, "a.m");
  EXPECT_FALSE(alters(changes[0]));
}

TEST(Diff, sees_no_difference_between_1_and_1_0) {
  EXPECT_TRUE(
      diff(sample_schema(), {{"camera", json::object{{"width", 640}}}}, {{"camera", json::object{{"width", 640.0}}}})
          .empty());
}

TEST(SameValue, compares_numbers_by_value_at_every_depth) {
  EXPECT_TRUE(same_value(json::value{{"a", json::array{1, 2U}}}, json::value{{"a", json::array{1.0, 2}}}));
  EXPECT_FALSE(same_value(json::value{{"a", json::array{1, 2}}}, json::value{{"a", json::array{1, 2, 3}}}));
  EXPECT_FALSE(same_value(1, true));
  EXPECT_FALSE(same_value("1", 1));
}

TEST(SameValue, ignores_the_order_of_members) {
  EXPECT_TRUE(same_value(parsed(R"({"a":1,"b":2})"), parsed(R"({"b":2,"a":1})")));
  EXPECT_FALSE(same_value(parsed(R"({"a":1})"), parsed(R"({"b":1})")));
}

}  // namespace
}  // namespace visiond::settings
