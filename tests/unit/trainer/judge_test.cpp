#include "services/trainer/judge.hpp"

#include <gtest/gtest.h>

namespace visiond::trainer {
namespace {

TEST(Judge, counts_what_was_told_for_what) {
  const auto report = judge({"cat", "dog"}, {{0, 0}, {0, 0}, {0, 1}, {1, 1}});
  EXPECT_DOUBLE_EQ(report.accuracy, 0.75);
  EXPECT_EQ(report.confusion, (std::vector<std::vector<std::uint64_t>>{{2, 1}, {0, 1}}));
  ASSERT_EQ(report.classes.size(), 2U);
  EXPECT_EQ(report.classes[0].label, "cat");
  EXPECT_EQ(report.classes[0].held_out, 3U);
  EXPECT_DOUBLE_EQ(report.classes[0].recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(report.classes[1].recall, 1);
}

TEST(Judge, divides_by_nothing) {
  const auto report = judge({"cat", "dog"}, {{0, 1}});
  EXPECT_DOUBLE_EQ(report.accuracy, 0);
  EXPECT_DOUBLE_EQ(report.classes[1].recall, 0);
  EXPECT_DOUBLE_EQ(judge({"cat", "dog"}, {}).accuracy, 0);
}

}  // namespace
}  // namespace visiond::trainer
