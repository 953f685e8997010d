#include "services/pipeline/encodings.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <vector>

namespace visiond::pipeline {
namespace {

cv::Mat decoded(const Picture& picture) {
  return cv::imdecode(std::vector<char>(picture.jpeg->begin(), picture.jpeg->end()), cv::IMREAD_COLOR);
}

Detection detection(const std::string& label, const Box& box) {
  Detection made;
  made.label = label;
  made.confidence = 0.9;
  made.box = box;
  return made;
}

// Grey, with one detection in the middle.
Encodings grey(int width, int height) {
  auto result = std::make_shared<FrameResult>();
  result->detections.push_back(detection("dog", {0.25, 0.25, 0.5, 0.5}));
  return {cv::Mat(height, width, CV_8UC3, cv::Scalar::all(127)), std::move(result)};
}

int farthest_from_grey(const cv::Mat& image, const cv::Point& at) {
  const auto pixel = image.at<cv::Vec3b>(at);
  int most = 0;
  for (int n = 0; n < 3; ++n) most = std::max(most, std::abs(pixel[n] - 127));
  return most;
}

TEST(Encodings, keeps_the_size_of_a_frame_that_is_narrow_enough) {
  auto encodings = grey(320, 200);
  const auto picture = encodings.picture({.max_width = 320}).value();
  EXPECT_EQ(picture.width, 320);
  EXPECT_EQ(picture.height, 200);
  EXPECT_EQ(decoded(picture).size(), cv::Size(320, 200));
  EXPECT_EQ(encodings.picture({.max_width = 4000}).value().jpeg, picture.jpeg) << "the same picture, encoded once";
  EXPECT_EQ(encodings.count(), 1U);
}

TEST(Encodings, scales_down_in_proportion) {
  const auto picture = grey(320, 200).picture({.max_width = 100}).value();
  EXPECT_EQ(picture.width, 100);
  EXPECT_EQ(picture.height, 63);
  EXPECT_EQ(decoded(picture).size(), cv::Size(100, 63));
}

TEST(Encodings, keeps_within_both_bounds) {
  const auto size = [](int width, int height, const PictureOptions& options) {
    return decoded(grey(width, height).picture(options).value()).size();
  };
  EXPECT_EQ(size(200, 320, {.max_width = 100, .max_height = 100}), cv::Size(63, 100)) << "a camera turned upright";
  EXPECT_EQ(size(320, 200, {.max_width = 100, .max_height = 100}), cv::Size(100, 63));
  EXPECT_EQ(size(320, 200, {.max_height = 100}), cv::Size(160, 100));
  EXPECT_EQ(size(320, 200, {.max_width = 320, .max_height = 200}), cv::Size(320, 200));
  EXPECT_EQ(size(3, 3000, {.max_width = 64, .max_height = 64}), cv::Size(1, 64));
}

TEST(Encodings, takes_more_bytes_for_more_quality) {
  cv::Mat noise(200, 320, CV_8UC3);
  cv::randu(noise, 0, 255);
  Encodings encodings(noise, std::make_shared<FrameResult>());
  EXPECT_LT(encodings.picture({.quality = 20}).value().jpeg->size(),
            encodings.picture({.quality = 95}).value().jpeg->size());
}

TEST(Encodings, draws_boxes_where_the_detections_are) {
  auto encodings = grey(320, 200);
  const auto image = decoded(encodings.picture({.quality = 95, .draw_boxes = true}).value());
  EXPECT_GT(farthest_from_grey(image, {80, 100}), 40) << "the left edge";
  EXPECT_GT(farthest_from_grey(image, {239, 100}), 40) << "the right edge";
  EXPECT_GT(farthest_from_grey(image, {85, 45}), 40) << "the label above it";
  EXPECT_LT(farthest_from_grey(image, {160, 100}), 15) << "inside";
  EXPECT_LT(farthest_from_grey(image, {20, 180}), 15) << "outside";
}

TEST(Encodings, draws_boxes_at_their_place_in_a_smaller_picture_too) {
  auto encodings = grey(640, 400);
  const auto image = decoded(encodings.picture({.quality = 95, .max_width = 320, .draw_boxes = true}).value());
  EXPECT_GT(farthest_from_grey(image, {80, 100}), 40);
}

TEST(Encodings, leave_the_frame_as_it_is_for_others) {
  auto encodings = grey(320, 200);
  const auto with = encodings.picture({.draw_boxes = true}).value();
  const auto without = encodings.picture({}).value();
  EXPECT_NE(with.jpeg, without.jpeg);
  EXPECT_LT(farthest_from_grey(decoded(without), {80, 100}), 10);
}

TEST(Encodings, draw_a_label_that_no_font_has_and_a_box_at_the_edge) {
  auto result = std::make_shared<FrameResult>();
  result->detections.push_back(detection("Hündin 犬", {-0.2, -0.2, 0.4, 2}));
  result->detections.push_back(detection(std::string(500, 'x'), {0.99, 0.99, 0.5, 0.5}));
  Encodings encodings(cv::Mat(2, 3, CV_8UC3, cv::Scalar::all(127)), std::move(result));
  EXPECT_TRUE(encodings.picture({.draw_boxes = true}));
}

}  // namespace
}  // namespace visiond::pipeline
