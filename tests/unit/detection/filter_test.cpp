#include "services/detection/filter.hpp"

#include <gtest/gtest.h>

namespace visiond::detection {
namespace {

using pipeline::Box;
using pipeline::Detection;

Detection found(const std::string& label, double confidence, Box box = {0.4, 0.4, 0.2, 0.2}) {
  return {label, confidence, box, {}};
}

std::vector<double> confidences(const std::vector<Detection>& detections) {
  std::vector<double> all;
  for (const auto& each : detections) all.push_back(each.confidence);
  return all;
}

using Confidences = std::vector<double>;

TEST(Filter, drops_what_is_not_sure_enough_and_sorts_the_rest) {
  const auto kept = filter({found("a", 0.5), found("b", 0.49), found("c", 0.9)}, {});
  EXPECT_EQ(confidences(kept), (Confidences{0.9, 0.5}));
}

TEST(Filter, prefers_the_confidence_of_a_label_to_the_common_one) {
  DetectionSettings settings;
  settings.class_confidence = {{"cat", 0.2}, {"dog", 0.9}};
  const auto kept = filter({found("cat", 0.3), found("dog", 0.8), found("cow", 0.3)}, settings);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].label, "cat");
}

TEST(Filter, keeps_only_the_labels_asked_for) {
  DetectionSettings settings;
  settings.labels = {"cat"};
  const auto kept = filter({found("cat", 0.6), found("dog", 0.9)}, settings);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].label, "cat");
}

TEST(Filter, drops_boxes_that_are_too_small) {
  DetectionSettings settings;
  settings.min_area = 0.02;
  const auto kept = filter({found("a", 0.9, {0, 0, 0.1, 0.1}), found("a", 0.8, {0.5, 0.5, 0.2, 0.2})}, settings);
  EXPECT_EQ(confidences(kept), Confidences{0.8});
}

TEST(Filter, drops_what_lies_in_a_mask_with_its_centre) {
  DetectionSettings settings;
  settings.masks["tree"] = {{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}};
  const auto kept = filter({found("a", 0.9, {0.3, 0.4, 0.2, 0.2}), found("a", 0.8, {0.45, 0.4, 0.2, 0.2})}, settings);
  EXPECT_EQ(confidences(kept), Confidences{0.8});
}

TEST(Filter, names_every_zone_that_the_centre_lies_in) {
  DetectionSettings settings;
  settings.zones["left"] = {{0, 0}, {0.6, 0}, {0.6, 1}, {0, 1}};
  settings.zones["all"] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  settings.zones["right"] = {{0.6, 0}, {1, 0}, {1, 1}, {0.6, 1}};
  const auto kept = filter({found("a", 0.9)}, settings);
  EXPECT_EQ(kept.at(0).zones, (std::vector<std::string>{"all", "left"}));
}

TEST(Filter, drops_the_weaker_of_two_boxes_of_one_label_that_overlap_too_much) {
  const Box box{0.1, 0.1, 0.4, 0.4}, nearly{0.12, 0.1, 0.4, 0.4}, apart{0.4, 0.4, 0.4, 0.4};
  const auto kept =
      filter({found("a", 0.6, box), found("a", 0.9, nearly), found("a", 0.7, apart), found("b", 0.5, box)}, {});
  EXPECT_EQ(confidences(kept), (Confidences{0.9, 0.7, 0.5}));
}

TEST(Filter, compares_with_what_was_kept_only) {
  // The middle one falls to the first, so it may not take the third with it.
  const auto kept = filter(
      {found("a", 0.9, {0.0, 0, 0.3, 0.3}), found("a", 0.8, {0.1, 0, 0.3, 0.3}), found("a", 0.7, {0.2, 0, 0.3, 0.3})},
      {});
  EXPECT_EQ(confidences(kept), (Confidences{0.9, 0.7}));
}

TEST(Filter, keeps_the_surest_of_too_many) {
  DetectionSettings settings;
  settings.max_detections = 2;
  std::vector<Detection> many;
  for (int n = 0; n < 5; ++n) many.push_back(found("a", 0.5 + n * 0.1, {n * 0.2, 0, 0.1, 0.1}));
  const auto kept = filter(many, settings);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_DOUBLE_EQ(kept[0].confidence, 0.9);
  EXPECT_DOUBLE_EQ(kept[1].confidence, 0.8);
}

TEST(IntersectionOverUnion, of_two_boxes) {
  const Box box{0, 0, 0.2, 0.2};
  EXPECT_DOUBLE_EQ(intersection_over_union(box, box), 1);
  EXPECT_DOUBLE_EQ(intersection_over_union(box, {0.1, 0, 0.2, 0.2}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(intersection_over_union(box, {0.2, 0, 0.2, 0.2}), 0);
  EXPECT_DOUBLE_EQ(intersection_over_union(box, {0.5, 0.5, 0.2, 0.2}), 0);
  EXPECT_DOUBLE_EQ(intersection_over_union({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

}  // namespace
}  // namespace visiond::detection
