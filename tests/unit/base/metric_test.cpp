#include "daemon/base/metric.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::base {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, counts_up_to_and_including_each_bound) {
  Histogram histogram;
  for (const Duration duration : {Duration(1us), Duration(10us), Duration(11us), Duration(1s), Duration(2min)})
    histogram.observe(duration);
  const auto counts = histogram.cumulative();
  EXPECT_EQ(counts[0], 2U) << "1 µs and 10 µs";
  EXPECT_EQ(counts[1], 3U);
  EXPECT_EQ(counts[9], 3U) << "300 ms";
  EXPECT_EQ(counts[10], 4U) << "1 s";
  EXPECT_EQ(counts[13], 4U) << "30 s";
  EXPECT_EQ(counts[14], 5U) << "infinity";
  EXPECT_EQ(histogram.count(), 5U);
  EXPECT_NEAR(histogram.sum(), 121.000022, 1e-9);
}

TEST(Histogram, has_nothing_of_nothing) {
  EXPECT_EQ(Histogram().cumulative(), Histogram::Counts{});
  EXPECT_EQ(Histogram().sum(), 0);
}

TEST(Histogram, takes_less_than_nothing_for_nothing) {
  Histogram histogram;
  histogram.observe(-1s);
  EXPECT_EQ(histogram.cumulative()[0], 1U);
  EXPECT_EQ(histogram.sum(), 0);
}

}  // namespace
}  // namespace visiond::base
