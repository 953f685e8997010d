#include "daemon/settings/path.hpp"

#include <gtest/gtest.h>

namespace visiond::settings {
namespace {

using Keys = std::vector<std::string>;

std::string mistake(std::string_view text) {
  const auto result = parse_path(text);
  return result ? "parsed" : result.error().message;
}

TEST(Path, joins_plain_keys_by_dots) { EXPECT_EQ(format_path({"camera", "width"}), "camera.width"); }

TEST(Path, quotes_odd_keys) {
  EXPECT_EQ(format_path({"detection", "class_confidence", "traffic light"}),
            R"(detection.class_confidence["traffic light"])");
  EXPECT_EQ(format_path({"a", "b.c", "d\"\\]", "", "9"}), R"(a["b.c"]["d\"\\]"][""]["9"])");
}

TEST(Path, formats_what_it_parses_and_back) {
  for (const Keys& keys :
       {Keys{"camera", "width"}, Keys{"a", "b.c", "d\"\\]", "", "9", "é", "x-1"}, Keys{"odd key", "x"}}) {
    const auto parsed = parse_path(format_path(keys));
    ASSERT_TRUE(parsed) << format_path(keys);
    EXPECT_EQ(*parsed, keys);
  }
}

TEST(Path, adds_a_child_to_a_formatted_path) {
  EXPECT_EQ(child_path("a.b", "c"), "a.b.c");
  EXPECT_EQ(child_path("a.b", "c d"), R"(a.b["c d"])");
}

TEST(Path, names_the_position_of_a_mistake) {
  EXPECT_EQ(mistake("camera.?").substr(0, 24), "position 8 of the path: ");
  EXPECT_EQ(mistake("camera[width]").substr(0, 24), "position 7 of the path: ");
}

TEST(Path, refuses_what_is_no_path) {
  for (const std::string_view text : {"", ".", "a.", ".a", "a..b", "a b", "9", "a[", "a[\"", "a[\"b\"", "a[\"b\"c",
                                      "a[\"b\"]c", "a[\"\\q\"]", "a.[\"b\"]", "a]"})
    EXPECT_FALSE(parse_path(text)) << text;
}

TEST(Path, takes_at_most_16_keys) {
  std::string text = "a";
  for (int i = 1; i < 16; ++i) text += ".a";
  EXPECT_TRUE(parse_path(text));
  EXPECT_EQ(mistake(text + ".a"), "position 32 of the path: the path is too long; it must have at most 16 keys");
}

TEST(Nearest, finds_what_was_meant) {
  const Keys names = {"width", "height", "fps", "reconnect_initial_ms", "reconnect_max_ms"};
  EXPECT_EQ(nearest("widht", names), "width");
  EXPECT_EQ(nearest("Width", names), "width");
  EXPECT_EQ(nearest("fsp", names), "fps");
  EXPECT_EQ(nearest("reconect_max_ms", names), "reconnect_max_ms");
}

TEST(Nearest, guesses_nothing_far_off) {
  EXPECT_EQ(nearest("brightness", {"width", "height", "fps"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace visiond::settings
