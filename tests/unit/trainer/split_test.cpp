#include "services/trainer/split.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace visiond::trainer {
namespace {

std::vector<std::size_t> labels(std::size_t first, std::size_t second) {
  std::vector<std::size_t> all(first, 0);
  all.insert(all.end(), second, 1);
  return all;
}

std::size_t held_out_of(const std::vector<std::size_t>& all, const Split& split, std::size_t label) {
  return static_cast<std::size_t>(
      std::count_if(split.held_out.begin(), split.held_out.end(), [&](auto n) { return all[n] == label; }));
}

TEST(Split, holds_out_the_same_part_of_every_class) {
  const auto all = labels(100, 30);
  const auto parts = split(all, 0.2, 1);
  EXPECT_EQ(held_out_of(all, parts, 0), 20U);
  EXPECT_EQ(held_out_of(all, parts, 1), 6U);
}

TEST(Split, gives_every_sample_to_one_side) {
  const auto parts = split(labels(17, 9), 0.3, 5);
  std::set<std::size_t> seen(parts.learned.begin(), parts.learned.end());
  seen.insert(parts.held_out.begin(), parts.held_out.end());
  EXPECT_EQ(seen.size(), 26U);
  EXPECT_EQ(parts.learned.size() + parts.held_out.size(), 26U);
  EXPECT_TRUE(std::is_sorted(parts.learned.begin(), parts.learned.end()));
}

TEST(Split, leaves_something_on_either_side_of_a_small_class) {
  for (const double part : {0.05, 0.5}) {
    const auto all = labels(2, 3);
    const auto parts = split(all, part, 1);
    for (const std::size_t label : {0, 1}) {
      EXPECT_GE(held_out_of(all, parts, label), 1U);
      EXPECT_LT(held_out_of(all, parts, label), label == 0 ? 2U : 3U);
    }
  }
}

TEST(Split, follows_from_its_seed) {
  const auto all = labels(50, 50);
  EXPECT_EQ(split(all, 0.2, 3).held_out, split(all, 0.2, 3).held_out);
  EXPECT_NE(split(all, 0.2, 3).held_out, split(all, 0.2, 4).held_out);
}

// A report can be made again on another machine.
TEST(Split, is_the_same_everywhere) {
  EXPECT_EQ(split(labels(6, 4), 0.5, 1).held_out, (std::vector<std::size_t>{0, 1, 3, 6, 9}));
}

}  // namespace
}  // namespace visiond::trainer
