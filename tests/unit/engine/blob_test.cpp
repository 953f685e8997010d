#include "services/engine/blob.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include <random>

namespace visiond::engine {
namespace {

using models::Input;
using models::Layout;
using models::Resize;

// Channel c of row y, column x, whatever the order of the axes.
float value(const cv::Mat& blob, Layout layout, int c, int y, int x) {
  const int nchw[] = {0, c, y, x}, nhwc[] = {0, y, x, c};
  return blob.at<float>(layout == Layout::nchw ? nchw : nhwc);
}

TEST(MakeBlob, has_the_shape_of_the_layout) {
  const cv::Mat picture(30, 40, CV_8UC3, cv::Scalar(10, 20, 30));
  const auto nchw = make_blob(picture, {.width = 8, .height = 6});
  ASSERT_EQ(nchw.dims, 4);
  EXPECT_EQ((std::vector<int>{nchw.size[0], nchw.size[1], nchw.size[2], nchw.size[3]}), (std::vector<int>{1, 3, 6, 8}));
  const auto nhwc = make_blob(picture, {.width = 8, .height = 6, .layout = Layout::nhwc});
  ASSERT_EQ(nhwc.dims, 4);
  EXPECT_EQ((std::vector<int>{nhwc.size[0], nhwc.size[1], nhwc.size[2], nhwc.size[3]}), (std::vector<int>{1, 6, 8, 3}));
  EXPECT_EQ(nhwc.type(), CV_32F);
}

TEST(MakeBlob, applies_mean_and_scale_in_the_networks_order_of_channels) {
  const cv::Mat blue_ish(8, 8, CV_8UC3, cv::Scalar(10, 20, 30));
  for (const auto layout : {Layout::nchw, Layout::nhwc}) {
    Input input{.width = 8, .height = 8, .layout = layout, .scale = 0.5, .mean = {1, 2, 3}};
    const auto bgr = make_blob(blue_ish, input);
    EXPECT_FLOAT_EQ(value(bgr, layout, 0, 4, 4), 4.5F);
    EXPECT_FLOAT_EQ(value(bgr, layout, 1, 4, 4), 9);
    EXPECT_FLOAT_EQ(value(bgr, layout, 2, 4, 4), 13.5F);
    input.swap_rb = true;
    const auto rgb = make_blob(blue_ish, input);
    EXPECT_FLOAT_EQ(value(rgb, layout, 0, 4, 4), 14.5F);
    EXPECT_FLOAT_EQ(value(rgb, layout, 1, 4, 4), 9);
    EXPECT_FLOAT_EQ(value(rgb, layout, 2, 4, 4), 3.5F);
  }
}

TEST(MakeBlob, is_the_same_in_both_layouts) {
  cv::Mat picture(37, 53, CV_8UC3);
  cv::randu(picture, 0, 256);
  for (const auto resize : {Resize::stretch, Resize::letterbox}) {
    Input input{.width = 20, .height = 16, .resize = resize, .scale = 0.1, .mean = {9, 8, 7}, .swap_rb = true};
    const auto nchw = make_blob(picture, input);
    input.layout = Layout::nhwc;
    const auto nhwc = make_blob(picture, input);
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 20; ++x)
          ASSERT_NEAR(value(nchw, Layout::nchw, c, y, x), value(nhwc, Layout::nhwc, c, y, x), 1e-4);
  }
}

TEST(MakeBlob, stretches_over_the_whole_input) {
  Placement where{0.1, 0.1, 0.1, 0.1};
  make_blob(cv::Mat(30, 90, CV_8UC3, cv::Scalar::all(0)), {.width = 8, .height = 8}, &where);
  EXPECT_EQ(where.x, 0);
  EXPECT_EQ(where.y, 0);
  EXPECT_EQ(where.width, 1);
  EXPECT_EQ(where.height, 1);
}

TEST(MakeBlob, letterboxes_with_grey_borders_around_the_whole_picture) {
  Placement where;
  const auto blob = make_blob(cv::Mat(50, 100, CV_8UC3, cv::Scalar::all(200)),
                              {.width = 20, .height = 20, .resize = Resize::letterbox}, &where);
  EXPECT_EQ(value(blob, Layout::nchw, 0, 4, 10), 114);
  EXPECT_EQ(value(blob, Layout::nchw, 0, 5, 10), 200);
  EXPECT_EQ(value(blob, Layout::nchw, 0, 14, 0), 200);
  EXPECT_EQ(value(blob, Layout::nchw, 0, 15, 10), 114);
  EXPECT_DOUBLE_EQ(where.y, 0.25);
  EXPECT_DOUBLE_EQ(where.height, 0.5);
  EXPECT_DOUBLE_EQ(where.width, 1);
}

TEST(RefillBlob, makes_the_same_in_the_memory_of_the_blob_before) {
  const Input input{.width = 8, .height = 6};
  cv::Mat blob = make_blob(cv::Mat(50, 100, CV_8UC3, cv::Scalar::all(1)), input);
  const auto* memory = blob.data;
  const cv::Mat picture(20, 30, CV_8UC3, cv::Scalar(10, 20, 30));
  refill_blob(picture, input, blob, nullptr);
  EXPECT_EQ(blob.data, memory);
  EXPECT_EQ(cv::norm(blob.reshape(1, 1), make_blob(picture, input).reshape(1, 1), cv::NORM_INF), 0);
  refill_blob(picture, {.width = 4, .height = 4, .layout = Layout::nhwc}, blob, nullptr);
  EXPECT_EQ(blob.size[1], 4) << "another shape";
}

// A property: whatever the sizes, what lies at p of the picture is found at p again, to within a pixel of the input.
TEST(MakeBlob, letterbox_goes_forth_and_back) {
  std::mt19937 random(7);
  const auto any = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int round = 0; round < 200; ++round) {
    const cv::Size size(any(40, 400), any(40, 400));
    const Input input{.width = any(40, 200), .height = any(40, 200), .resize = Resize::letterbox};
    cv::Mat picture(size, CV_8UC3, cv::Scalar::all(0));
    // Large enough to survive the reduction.
    const int width = size.width / 3, height = size.height / 3;
    const cv::Rect square(any(0, size.width - width), any(0, size.height - height), width, height);
    picture(square).setTo(cv::Scalar::all(255));
    Placement where;
    const auto blob = make_blob(picture, input, &where);
    const cv::Mat plane(input.height, input.width, CV_32F, const_cast<float*>(blob.ptr<float>(0, 0)));
    const auto found = cv::boundingRect(plane > 180);
    const double w = input.width, h = input.height;
    const double x_pixel = 1.5 / (w * where.width), y_pixel = 1.5 / (h * where.height);
    ASSERT_NEAR(where.to_picture_x(found.x / w), square.x / static_cast<double>(size.width), x_pixel);
    ASSERT_NEAR(where.to_picture_y(found.y / h), square.y / static_cast<double>(size.height), y_pixel);
    ASSERT_NEAR(where.to_picture_width(found.width / w), width / static_cast<double>(size.width), 2 * x_pixel);
    ASSERT_NEAR(where.to_picture_height(found.height / h), height / static_cast<double>(size.height), 2 * y_pixel);
  }
}

}  // namespace
}  // namespace visiond::engine
