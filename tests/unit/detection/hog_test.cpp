#include "services/detection/hog.hpp"

#include "services/detection/filter.hpp"

#include <gtest/gtest.h>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

namespace visiond::detection {
namespace {

constexpr const char* footage = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

std::vector<pipeline::Detection> detect(const cv::Mat& image) {
  const HogDetector detector;
  const auto memory = detector.make_memory();
  return detector.detect(image, {}, *memory);
}

TEST(Hog, finds_people_in_real_footage) {
  if (!std::filesystem::exists(footage)) GTEST_SKIP() << "Debian's opencv-doc is not installed";
  cv::VideoCapture video(footage, cv::CAP_FFMPEG);
  cv::Mat image;
  constexpr int frame = 50;
  for (int n = 0; n <= frame; ++n) ASSERT_TRUE(video.read(image));
  const auto found = filter(detect(image), {});
  for (const auto& each : found) {
    EXPECT_EQ(each.label, "person");
    EXPECT_GE(each.confidence, 0.5);
    EXPECT_GE(each.box.x, 0);
    EXPECT_LE(each.box.x + each.box.width, 1);
    EXPECT_LE(each.box.y + each.box.height, 1);
  }
  // Where people walk in that frame, in pixels, by looking at it; a sixth is half hidden.
  const std::vector<cv::Point> people{{386, 219}, {445, 215}, {525, 260}, {568, 255}, {693, 313}};
  int seen = 0;
  for (const auto& person : people) {
    const double x = static_cast<double>(person.x) / image.cols, y = static_cast<double>(person.y) / image.rows;
    const bool inside = std::any_of(found.begin(), found.end(), [&](const pipeline::Detection& each) {
      const auto& box = each.box;
      return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
    });
    if (inside) ++seen;
  }
  std::cout << seen << " of " << people.size() << " people, " << found.size() << " boxes\n";
  EXPECT_GE(seen, 4);
  EXPECT_LE(found.size(), 7U);
}

TEST(Hog, finds_nobody_in_an_empty_picture) {
  EXPECT_TRUE(detect(cv::Mat(480, 640, CV_8UC3, cv::Scalar::all(127))).empty());
}

TEST(Hog, finds_nobody_in_a_picture_smaller_than_its_window) {
  EXPECT_TRUE(detect(cv::Mat(127, 640, CV_8UC3, cv::Scalar::all(0))).empty());
  EXPECT_TRUE(detect(cv::Mat(480, 63, CV_8UC3, cv::Scalar::all(0))).empty());
  EXPECT_TRUE(detect(cv::Mat(128, 64, CV_8UC3, cv::Scalar::all(0))).empty());
}

TEST(Hog, turns_distances_into_confidences_between_0_and_1) {
  EXPECT_DOUBLE_EQ(HogDetector::confidence_of(0.5), 0.5);
  double before = 0;
  for (double weight = -3; weight <= 4; weight += 0.25) {
    const double confidence = HogDetector::confidence_of(weight);
    EXPECT_GT(confidence, before);
    EXPECT_LT(confidence, 1);
    before = confidence;
  }
}

}  // namespace
}  // namespace visiond::detection
