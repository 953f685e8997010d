#include "services/inference/association.hpp"

#include <gtest/gtest.h>

namespace visiond::inference {
namespace {

Expected at(double x, const std::string& label = "person") { return {label, {x, 0.4, 0.1, 0.2}}; }

TEST(Association, gives_each_track_the_detection_it_overlaps_most) {
  const auto matches = associate({at(0.10), at(0.14)}, {at(0.15), at(0.11)}, 0.3);
  ASSERT_EQ(matches.size(), 2U);
  for (const auto& each : matches) EXPECT_NE(each.track, each.detection);
}

TEST(Association, gives_nothing_twice) {
  EXPECT_EQ(associate({at(0.1), at(0.11)}, {at(0.1)}, 0.3).size(), 1U);
  EXPECT_EQ(associate({at(0.1)}, {at(0.1), at(0.11)}, 0.3).size(), 1U);
}

TEST(Association, prefers_the_older_track_where_overlaps_are_equal) {
  const auto matches = associate({at(0.1), at(0.1)}, {at(0.1)}, 0.3);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].track, 0U);
}

TEST(Association, wants_the_least_overlap) {
  EXPECT_TRUE(associate({at(0.1)}, {at(0.16)}, 0.3).empty());
  EXPECT_EQ(associate({at(0.1)}, {at(0.16)}, 0.2).size(), 1U);
}

TEST(Association, wants_an_overlap_even_where_none_is_asked_for) {
  EXPECT_TRUE(associate({at(0.1)}, {at(0.5)}, 0).empty());
}

TEST(Association, never_mixes_labels) { EXPECT_TRUE(associate({at(0.1)}, {at(0.1, "dog")}, 0.3).empty()); }

TEST(Association, buffers_a_box_on_every_side) {
  const auto box = buffered({0.4, 0.4, 0.2, 0.1}, 0.5);
  EXPECT_DOUBLE_EQ(box.x, 0.3);
  EXPECT_DOUBLE_EQ(box.y, 0.35);
  EXPECT_DOUBLE_EQ(box.width, 0.4);
  EXPECT_DOUBLE_EQ(box.height, 0.2);
}

}  // namespace
}  // namespace visiond::inference
