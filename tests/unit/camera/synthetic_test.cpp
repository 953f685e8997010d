#include "services/camera/synthetic.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace visiond::camera {
namespace {

SyntheticSource opened(std::uint64_t seed = 1, int shapes = 4, Format format = {}) {
  SyntheticSource source(seed, shapes);
  EXPECT_TRUE(source.open(format));
  return source;
}

bool equal(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

TEST(Synthetic, is_vga_at_30_frames_a_second_where_nothing_is_asked_for) {
  EXPECT_EQ(opened().format(), (Format{640, 480, 30}));
  EXPECT_EQ(opened(1, 4, {320, 200, 12.5}).format(), (Format{320, 200, 12.5}));
  EXPECT_EQ(opened().length(), std::nullopt);
}

TEST(Synthetic, shows_the_same_picture_for_the_same_seed_and_index) {
  auto one = opened(7), other = opened(7), another = opened(8);
  for (const std::int64_t index : {0, 5, 100000000}) {
    EXPECT_TRUE(equal(*one.read(index), *other.read(index)));
    EXPECT_FALSE(equal(*one.read(index), *another.read(index)));
  }
  EXPECT_FALSE(equal(*one.read(0), *one.read(1)));
}

TEST(Synthetic, gives_8_bit_bgr_in_the_size_asked_for) {
  auto source = opened(1, 4, {162, 122, 30});
  const auto image = *source.read(3);
  EXPECT_EQ(image.type(), CV_8UC3);
  EXPECT_EQ(image.size(), cv::Size(162, 122));
}

TEST(Synthetic, moves_its_shapes_evenly_and_keeps_them_in_the_picture) {
  const auto source = opened(3, 8);
  auto before = source.ground_truth(0);
  ASSERT_EQ(before.size(), 8U);
  for (std::int64_t index = 1; index < 3000; ++index) {
    const auto now = source.ground_truth(index);
    for (std::size_t n = 0; n < now.size(); ++n) {
      ASSERT_EQ(now[n].size(), before[n].size());
      ASSERT_EQ(now[n] & cv::Rect(0, 0, 640, 480), now[n]);
      ASSERT_LE(std::abs(now[n].x - before[n].x), 8);
      ASSERT_LE(std::abs(now[n].y - before[n].y), 8);
    }
    before = now;
  }
}

TEST(Synthetic, draws_its_shapes_where_the_ground_truth_says_and_nothing_elsewhere) {
  auto with = opened(5, 1), without = opened(5, 0);
  for (const std::int64_t index : {0, 40, 333}) {
    cv::Mat difference;
    cv::absdiff(*with.read(index), *without.read(index), difference);
    const auto box = with.ground_truth(index).at(0);
    EXPECT_EQ(cv::norm(difference, cv::NORM_L1), cv::norm(difference(box), cv::NORM_L1));
    std::vector<cv::Mat> channels;
    cv::split(difference(box), channels);
    EXPECT_GT(cv::countNonZero(channels[0]), box.area() * 9 / 10);
  }
}

TEST(Synthetic, needs_no_shapes) {
  auto source = opened(1, 0);
  EXPECT_TRUE(source.ground_truth(0).empty());
  EXPECT_TRUE(equal(*source.read(0), *source.read(9)));
}

}  // namespace
}  // namespace visiond::camera
