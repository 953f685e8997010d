#include "services/engine/features.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace visiond::engine {
namespace {

using models::FeatureType;

cv::Mat stripes(bool upright) {
  cv::Mat picture(50, 70, CV_8UC3, cv::Scalar::all(30));
  for (int n = 0; n < 70; n += 10) {
    const cv::Rect bar = upright ? cv::Rect(n, 0, 5, 50) : cv::Rect(0, n, 70, 5);
    picture(bar & cv::Rect({}, picture.size())).setTo(cv::Scalar::all(220));
  }
  return picture;
}

TEST(Features, of_hog_are_a_row_of_as_many_values_as_blocks_have) {
  const auto row = features_of(stripes(true), {FeatureType::hog, 32, 64});
  EXPECT_EQ(row.rows, 1);
  EXPECT_EQ(row.type(), CV_32FC1);
  // 3 × 7 blocks of 4 cells with 9 bins.
  EXPECT_EQ(row.cols, 3 * 7 * 4 * 9);
}

TEST(Features, of_hog_tell_orientations_and_not_brightness) {
  const models::Features hog{FeatureType::hog, 32, 32};
  const auto upright = features_of(stripes(true), hog);
  const auto darker = features_of(stripes(true) * 0.7, hog);
  const auto lying = features_of(stripes(false), hog);
  EXPECT_LT(cv::norm(upright, darker), 0.2 * cv::norm(upright, lying));
}

TEST(Features, of_pixels_are_blue_green_red_row_by_row) {
  cv::Mat picture(2, 2, CV_8UC3, cv::Scalar::all(0));
  picture.at<cv::Vec3b>(0, 1) = {255, 0, 51};
  const auto row = features_of(picture, {FeatureType::pixels, 2, 2});
  ASSERT_EQ(row.size(), cv::Size(12, 1));
  EXPECT_FLOAT_EQ(row.at<float>(0, 3), 1);
  EXPECT_FLOAT_EQ(row.at<float>(0, 5), 0.2F);
  EXPECT_FLOAT_EQ(row.at<float>(0, 6), 0);
}

TEST(Features, take_part_of_a_picture) {
  const auto whole = stripes(true);
  const models::Features pixels{FeatureType::pixels, 8, 8};
  const auto part = whole(cv::Rect(10, 10, 20, 20));
  EXPECT_EQ(cv::norm(features_of(part, pixels), features_of(part.clone(), pixels)), 0);
}

}  // namespace
}  // namespace visiond::engine
