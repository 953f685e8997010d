#include "services/camera/camera_part.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <vector>

namespace visiond::camera {
namespace {

// 3×2 pixels: 1 2 3 / 4 5 6.
cv::Mat picture() {
  cv::Mat image(2, 3, CV_8UC3);
  for (int n = 0; n < 6; ++n) image.at<cv::Vec3b>(n / 3, n % 3) = cv::Vec3b::all(static_cast<unsigned char>(n + 1));
  return image;
}

std::vector<int> pixels(const cv::Mat& image) {
  std::vector<int> all;
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) all.push_back(image.at<cv::Vec3b>(y, x)[0]);
  }
  return all;
}

cv::Mat oriented(const CameraSettings& settings) { return CameraPart(settings, nullptr).orient(picture()); }

TEST(CameraPart, leaves_a_picture_as_it_is_without_copying_it) {
  const auto image = picture();
  EXPECT_EQ(CameraPart({}, nullptr).orient(image).data, image.data);
}

TEST(CameraPart, turns_clockwise) {
  EXPECT_EQ(pixels(oriented({.rotate = 90})), (std::vector{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(oriented({.rotate = 90}).size(), cv::Size(2, 3));
  EXPECT_EQ(pixels(oriented({.rotate = 180})), (std::vector{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(pixels(oriented({.rotate = 270})), (std::vector{3, 6, 2, 5, 1, 4}));
}

TEST(CameraPart, mirrors) {
  EXPECT_EQ(pixels(oriented({.flip = Flip::horizontal})), (std::vector{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(pixels(oriented({.flip = Flip::vertical})), (std::vector{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(pixels(oriented({.flip = Flip::both})), (std::vector{6, 5, 4, 3, 2, 1}));
}

TEST(CameraPart, mirrors_after_turning) {
  EXPECT_EQ(pixels(oriented({.rotate = 90, .flip = Flip::horizontal})), (std::vector{1, 4, 2, 5, 3, 6}));
}

TEST(CameraPart, brightens_and_stretches_contrast_around_middle_grey_within_limits) {
  EXPECT_EQ(pixels(oriented({.brightness = 1})), (std::vector<int>(6, 255)));
  EXPECT_EQ(pixels(oriented({.brightness = -1})), (std::vector<int>(6, 0)));
  EXPECT_EQ(pixels(oriented({.contrast = 0})), (std::vector<int>(6, 128)));
  EXPECT_EQ(pixels(oriented({.contrast = 4})), (std::vector<int>(6, 0)));
}

TEST(CameraPart, never_writes_into_the_picture_it_got) {
  const auto image = picture();
  CameraPart({.brightness = 0.5, .rotate = 180, .flip = Flip::both}, nullptr).orient(image);
  EXPECT_EQ(pixels(image), (std::vector{1, 2, 3, 4, 5, 6}));
}

TEST(CameraPart, changes_its_appearance_with_whatever_changes_the_picture) {
  const CameraPart plain({}, nullptr);
  EXPECT_EQ(plain.appearance(), CameraPart({.name = "door", .queue_frames = 9}, nullptr).appearance());
  for (const auto& settings : {CameraSettings{.rotate = 180}, CameraSettings{.flip = Flip::both},
                               CameraSettings{.brightness = 0.1}, CameraSettings{.contrast = 1.1}})
    EXPECT_NE(plain.appearance(), CameraPart(settings, nullptr).appearance());
}

TEST(CameraPart, has_no_source_without_a_capture) {
  const CameraPart part({.queue_frames = 3}, nullptr);
  EXPECT_EQ(part.source(), 0U);
  EXPECT_EQ(part.frame_time(), std::nullopt);
  EXPECT_FALSE(part.away());
  EXPECT_EQ(part.queue_frames(), 3U);
}

}  // namespace
}  // namespace visiond::camera
