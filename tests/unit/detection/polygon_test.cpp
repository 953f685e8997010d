#include "services/detection/polygon.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace visiond::detection {
namespace {

namespace json = boost::json;

const Polygon square{{0.2, 0.2}, {0.8, 0.2}, {0.8, 0.8}, {0.2, 0.8}};
// A U: the middle of its upper half is outside.
const Polygon concave{{0, 0}, {0.3, 0}, {0.3, 0.7}, {0.7, 0.7}, {0.7, 0}, {1, 0}, {1, 1}, {0, 1}};

std::vector<settings::Violation> violations(const std::string& map) {
  return check_polygons("detection.zones", json::parse(map));
}
std::string only_message(const std::string& polygon) {
  const auto found = violations(R"({"door":)" + polygon + "}");
  EXPECT_EQ(found.size(), 1U) << polygon;
  if (found.empty()) return {};
  EXPECT_EQ(found[0].path, "detection.zones.door");
  EXPECT_EQ(found[0].code, base::ErrorCode::invalid_setting);
  return found[0].message;
}

TEST(Polygon, contains_what_lies_inside) {
  EXPECT_TRUE(contains(square, 0.5, 0.5));
  EXPECT_TRUE(contains(square, 0.21, 0.79));
  EXPECT_FALSE(contains(square, 0.1, 0.5));
  EXPECT_FALSE(contains(square, 0.5, 0.9));
}

TEST(Polygon, may_be_concave) {
  EXPECT_TRUE(contains(concave, 0.1, 0.1));
  EXPECT_TRUE(contains(concave, 0.5, 0.9));
  EXPECT_TRUE(contains(concave, 0.9, 0.1));
  EXPECT_FALSE(contains(concave, 0.5, 0.3));
}

TEST(Polygon, is_the_same_in_either_direction) {
  const Polygon reversed(square.rbegin(), square.rend());
  EXPECT_TRUE(contains(reversed, 0.5, 0.5));
  EXPECT_DOUBLE_EQ(area(reversed), area(square));
}

TEST(Polygon, has_an_area) {
  EXPECT_DOUBLE_EQ(area(square), 0.36);
  EXPECT_DOUBLE_EQ(area({{0, 0}, {1, 0}, {0, 1}}), 0.5);
  EXPECT_DOUBLE_EQ(area({{0, 0}, {1, 1}, {0.5, 0.5}}), 0);
}

TEST(Polygons, are_right_with_3_to_64_points_inside_the_frame) {
  EXPECT_TRUE(violations(R"({"a":[[0,0],[1,0],[0,1]],"b":[[0.1,0.1],[0.9,0.1],[0.9,0.9],[0.1,0.9]]})").empty());
  EXPECT_TRUE(violations("{}").empty());
}

TEST(Polygons, are_told_what_is_wrong_with_them) {
  const std::string shape = "a polygon is a list of points, as in [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]";
  for (const auto* wrong : {"7", "[1, 2, 3]", "[[0, 0], [1], [1, 1]]", "[[0, 0], [1, 0, 1], [1, 1]]",
                            R"([[0, 0], ["1", 0], [1, 1]])", "[[0, 0], [null, 0], [1, 1]]"})
    EXPECT_EQ(only_message(wrong), shape);
  EXPECT_EQ(only_message("[[0, 0], [1, 1]]"), "2 points do not make a polygon; it has 3 to 64");
  EXPECT_EQ(only_message("[[0, 0], [1.01, 0], [0, 1]]"), "a point lies outside the frame; x and y are 0 to 1");
  EXPECT_EQ(only_message("[[0, 0], [1, -0.1], [0, 1]]"), "a point lies outside the frame; x and y are 0 to 1");
  EXPECT_EQ(only_message("[[0, 0], [0.5, 0.5], [1, 1]]"), "the polygon has no area");
}

TEST(Polygons, may_not_have_65_points) {
  std::string many = "[[0, 0], [1, 0]";
  for (int n = 0; n < 63; ++n) many += ", [0.5, 1]";
  EXPECT_EQ(only_message(many + "]"), "65 points do not make a polygon; it has 3 to 64");
}

TEST(Polygons, are_all_judged) {
  const auto found = violations(R"({"a":1,"good":[[0,0],[1,0],[0,1]],"back door":[]})");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, "detection.zones.a");
  EXPECT_EQ(found[1].path, R"(detection.zones["back door"])");
}

TEST(Polygons, are_read_by_name) {
  const auto polygons = read_polygons(json::parse(R"({"a":[[0,0],[1,0],[0.25,1]]})"));
  EXPECT_EQ(polygons.at("a"), (Polygon{{0, 0}, {1, 0}, {0.25, 1}}));
}

}  // namespace
}  // namespace visiond::detection
