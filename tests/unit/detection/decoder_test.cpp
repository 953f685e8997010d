#include "services/detection/decoder.hpp"

#include "tests/unit/detection/fake_engine.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace visiond::detection {
namespace {

using Kind = models::Decoder;

std::vector<std::string> labels(int count) {
  std::vector<std::string> names;
  for (int n = 0; n < count; ++n) names.push_back("label" + std::to_string(n));
  return names;
}

std::unique_ptr<OutputDecoder> decoder(Kind kind, int label_count, int width = 64, int height = 32) {
  return make_decoder(kind, {labels(label_count), width, height});
}

Thresholds all_above(double confidence) { return {{}, confidence}; }

void expect_one(const std::vector<Candidate>& found, const Candidate& right) {
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, right.label);
  EXPECT_NEAR(found[0].confidence, right.confidence, 1e-6);
  EXPECT_NEAR(found[0].x, right.x, 1e-6);
  EXPECT_NEAR(found[0].y, right.y, 1e-6);
  EXPECT_NEAR(found[0].width, right.width, 1e-6);
  EXPECT_NEAR(found[0].height, right.height, 1e-6);
}

std::string misfit(Kind kind, const OutputDecoder& decoder, const Outputs& outputs) {
  const auto fit = check_fit(kind, decoder, outputs);
  return fit ? "fits" : fit.error().message;
}

TEST(Thresholds, are_of_the_class_or_of_all_and_let_no_nan_pass) {
  const Thresholds thresholds({0.5, 0.2}, 0.3);
  EXPECT_TRUE(thresholds.pass(0, 0.5));
  EXPECT_FALSE(thresholds.pass(0, 0.49));
  EXPECT_TRUE(thresholds.pass(1, 0.2));
  EXPECT_TRUE(thresholds.pass(7, 0.3));
  EXPECT_FALSE(thresholds.pass(7, 0.2));
  EXPECT_FALSE(thresholds.pass(-1, 0.2));
  EXPECT_EQ(thresholds.lowest(), 0.2);
  EXPECT_FALSE(Thresholds({}, 0).pass(0, std::numeric_limits<double>::quiet_NaN()));
}

TEST(Decoder, is_there_for_every_detector_of_a_manifest) {
  for (const auto kind : {Kind::yolo_darknet, Kind::yolov5, Kind::yolov8, Kind::yolox, Kind::ssd, Kind::fastestdet,
                          Kind::scores_boxes, Kind::blazeface})
    EXPECT_NE(decoder(kind, 2), nullptr);
  EXPECT_EQ(decoder(Kind::softmax, 2), nullptr);
  EXPECT_EQ(decoder(Kind::none, 2), nullptr);
}

TEST(Decoder, fits_only_floats) {
  const auto yolo = decoder(Kind::yolo_darknet, 2);
  EXPECT_FALSE(check_fit(Kind::yolo_darknet, *yolo, {cv::Mat(3, 7, CV_64F)}));
  EXPECT_TRUE(check_fit(Kind::yolo_darknet, *yolo, {output_of({3, 7})}));
}

TEST(YoloDarknet, reads_rows_of_several_outputs) {
  const auto yolo = decoder(Kind::yolo_darknet, 2);
  const Outputs outputs{output_of({1, 7}, {0.5F, 0.5F, 0.2F, 0.4F, 0.9F, 0.1F, 0.2F}),
                        output_of({2, 7}, {0, 0, 0, 0, 1, 0.2F, 0.2F, 0.5F, 0.25F, 0.2F, 0.1F, 0.9F, 0.1F, 0.8F})};
  // The scores have the objectness in them already.
  expect_one(yolo->decode(outputs, all_above(0.5)), {1, 0.8, 0.4, 0.2, 0.2, 0.1});
  EXPECT_EQ(yolo->decode(outputs, all_above(0.15)).size(), 3U);
  EXPECT_EQ(misfit(Kind::yolo_darknet, *yolo, {output_of({1, 85})}),
            "decoder yolo-darknet expects outputs [N, 7 (4 box + 1 objectness + 2 labels)], but the network has "
            "[1, 85]");
}

TEST(Yolov5, multiplies_objectness_and_score_and_divides_pixels) {
  const auto yolo = decoder(Kind::yolov5, 2);
  const Outputs outputs{output_of({1, 3, 7}, {32, 16, 16, 8, 0.9F, 0.3F, 0.8F,  //
                                              32, 16, 16, 8, 0.4F, 0.3F, 1,     //
                                              32, 16, 16, 8, 0.9F, 0.3F, 0.4F})};
  expect_one(yolo->decode(outputs, all_above(0.5)), {1, 0.72, 0.375, 0.375, 0.25, 0.25});
  EXPECT_EQ(misfit(Kind::yolov5, *yolo, {output_of({1, 6, 30})}),
            "decoder yolov5 expects one output [1, N, 7 (4 box + 1 objectness + 2 labels)], but the network has "
            "[1, 6, 30]");
  EXPECT_NE(misfit(Kind::yolov5, *yolo, {output_of({1, 3, 7}), output_of({1, 3, 7})}), "fits");
}

TEST(Yolov8, reads_columns_without_objectness) {
  const auto yolo = decoder(Kind::yolov8, 3);
  const Outputs outputs{output_of({1, 7, 2}, {32, 48,      // centre x
                                              16, 8,       // centre y
                                              16, 32,      // width
                                              8, 16,       // height
                                              0.1F, 0.3F,  // scores
                                              0.9F, 0.2F,  //
                                              0.2F, 0.4F})};
  expect_one(yolo->decode(outputs, all_above(0.5)), {1, 0.9, 0.375, 0.375, 0.25, 0.25});
  const auto both = yolo->decode(outputs, all_above(0.35));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].label, 2);
  EXPECT_NEAR(both[1].x, 0.5, 1e-6);
  EXPECT_NEAR(both[1].y, 0, 1e-6);
  EXPECT_EQ(misfit(Kind::yolov8, *yolo, {output_of({1, 2, 7})}),
            "decoder yolov8 expects one output [1, 7 (4 box + 3 labels), N], but the network has [1, 2, 7]");
}

TEST(Yolox, adds_its_grid_and_scales_by_the_stride) {
  const auto yolo = decoder(Kind::yolox, 1);
  // 64×32: 8×4 cells of stride 8, then 4×2 of 16, then 2×1 of 32.
  constexpr int cells = 32 + 8 + 2;
  auto output = output_of({1, cells, 6});
  const auto put = [&](int cell, std::initializer_list<float> row) {
    std::copy(row.begin(), row.end(), output.ptr<float>(0, cell));
  };
  put(8 + 3, {0.5F, 0.5F, 0, 0, 1, 0.9F});                                 // stride 8, x 3, y 1
  put(32 + 4 + 2, {0, 0.5F, std::log(2.0F), std::log(1.0F), 0.5F, 0.9F});  // stride 16, x 2, y 1
  expect_one(yolo->decode({output}, all_above(0.8)), {0, 0.9, 3 * 8 / 64.0, 8 / 32.0, 8 / 64.0, 8 / 32.0});
  const auto both = yolo->decode({output}, all_above(0.4));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_NEAR(both[1].confidence, 0.45, 1e-6);
  EXPECT_NEAR(both[1].x, (2 * 16 - 16) / 64.0, 1e-6);
  EXPECT_NEAR(both[1].y, 16 / 32.0, 1e-6);
  EXPECT_NEAR(both[1].width, 32 / 64.0, 1e-6);
  EXPECT_NEAR(both[1].height, 16 / 32.0, 1e-6);
  EXPECT_EQ(misfit(Kind::yolox, *yolo, {output_of({1, 43, 6})}),
            "decoder yolox expects one output [1, 42 (cells of strides 8, 16 and 32 in 64×32), 6 (4 box + 1 objectness "
            "+ 1 labels)], but the network has [1, 43, 6]");
}

TEST(Ssd, reads_corners_with_the_class_in_the_row) {
  const auto ssd = decoder(Kind::ssd, 3);
  const auto nan = std::numeric_limits<float>::quiet_NaN();
  const Outputs outputs{output_of({1, 1, 4, 7}, {0, 2,   0.9F, 0.1F, 0.2F, 0.4F, 0.8F,  //
                                                 0, 1,   0.3F, 0,    0,    1,    1,     //
                                                 0, -1,  0.9F, 0,    0,    1,    1,     //
                                                 0, nan, 0.9F, 0,    0,    1,    1})};
  expect_one(ssd->decode(outputs, all_above(0.5)), {2, 0.9, 0.1, 0.2, 0.3, 0.6});
  EXPECT_EQ(misfit(Kind::ssd, *ssd, {output_of({1, 1, 5, 6})}),
            "decoder ssd expects one output [1, 1, N, 7], but the network has [1, 1, 5, 6]");
}

TEST(FastestDet, reads_cells_by_its_formula) {
  const auto fastest = decoder(Kind::fastestdet, 2);
  auto output = output_of({1, 7, 2, 4});
  const auto put = [&](int channel, float value) {
    const int at[] = {0, channel, 1, 2};
    output.at<float>(at) = value;
  };
  put(0, 0.81F), put(1, 0.5F), put(2, -0.5F), put(3, 0), put(4, -1), put(5, 0.1F), put(6, 0.9F);
  const double width = 0.5, height = 1 / (1 + std::exp(1.0));
  const double x = (2 + std::tanh(0.5)) / 4, y = (1 - std::tanh(0.5)) / 2;
  expect_one(fastest->decode({output}, all_above(0.5)),
             {1, std::pow(0.81F, 0.6) * std::pow(0.9F, 0.4), x - width / 2, y - height / 2, width, height});
  EXPECT_EQ(misfit(Kind::fastestdet, *fastest, {output_of({1, 85, 22, 22})}),
            "decoder fastestdet expects one output [1, 7 (4 box + 1 objectness + 2 labels), rows, columns], but the "
            "network has [1, 85, 22, 22]");
}

TEST(ScoresBoxes, leaves_the_background_out_and_takes_either_order) {
  const auto faces = decoder(Kind::scores_boxes, 2);
  const auto scores = output_of({1, 2, 2}, {0.9F, 0.1F, 0.2F, 0.8F});
  const auto boxes = output_of({1, 2, 4}, {0, 0, 1, 1, 0.25F, 0.5F, 0.5F, 1});
  expect_one(faces->decode({scores, boxes}, all_above(0.5)), {1, 0.8, 0.25, 0.5, 0.25, 0.5});
  expect_one(faces->decode({boxes, scores}, all_above(0.5)), {1, 0.8, 0.25, 0.5, 0.25, 0.5});
  EXPECT_EQ(misfit(Kind::scores_boxes, *faces, {scores, boxes}), "fits");
  EXPECT_EQ(misfit(Kind::scores_boxes, *faces, {boxes, scores}), "fits");
  EXPECT_EQ(misfit(Kind::scores_boxes, *faces, {scores, output_of({1, 3, 4})}),
            "decoder scores-boxes expects two outputs, scores [1, N, 2] (a label for the background first) and boxes "
            "[1, N, 4], corners or offsets from 119 priors, but the network has [1, 2, 2], [1, 3, 4]");
  EXPECT_NE(misfit(Kind::scores_boxes, *decoder(Kind::scores_boxes, 1), {output_of({1, 2, 1}), boxes}), "fits");
}

TEST(ScoresBoxes, adds_offsets_to_their_priors) {
  const auto faces = decoder(Kind::scores_boxes, 2, 320, 240);
  auto scores = output_of({1, 4420, 2}), boxes = output_of({1, 4420, 4});
  // Column 2, row 1 of the finest grid, its second size, which is 16 pixels; then the last of all, 256 pixels.
  constexpr int fine = (40 + 2) * 3 + 1;
  scores.ptr<float>(0, fine)[1] = 0.9F;
  const std::vector<float> offset{5, -5, static_cast<float>(5 * std::log(2.0)), -1};
  std::copy(offset.begin(), offset.end(), boxes.ptr<float>(0, fine));
  EXPECT_EQ(misfit(Kind::scores_boxes, *faces, {boxes, scores}), "fits");
  const double width = 32 / 320.0, height = std::exp(-0.2) * 16 / 240;
  const double x = 20 / 320.0 + 0.5 * 16 / 320, y = 12 / 240.0 - 0.5 * 16 / 240;
  expect_one(faces->decode({boxes, scores}, all_above(0.5)), {1, 0.9, x - width / 2, y - height / 2, width, height});
  scores.ptr<float>(0, fine)[1] = 0;
  scores.ptr<float>(0, 4419)[1] = 0.8F;
  expect_one(faces->decode({boxes, scores}, all_above(0.5)),
             {1, 0.8, 4.5 * 64 / 320 - 0.4, 3.5 * 64 / 240 - 0.5, 0.8, 1});
}

TEST(ScoresBoxes, are_corners_where_no_box_is_turned_around) {
  const auto faces = decoder(Kind::scores_boxes, 2, 320, 240);
  auto scores = output_of({1, 4420, 2}), boxes = output_of({1, 4420, 4});
  scores.ptr<float>(0, 7)[1] = 0.9F;
  boxes.ptr<float>(0, 7)[2] = 0.5F;
  boxes.ptr<float>(0, 7)[3] = 0.25F;
  expect_one(faces->decode({scores, boxes}, all_above(0.5)), {1, 0.9, 0, 0, 0.5, 0.25});
}

TEST(BlazeFace, adds_its_anchors_on_both_grids) {
  const auto face = decoder(Kind::blazeface, 1, 128, 128);
  auto large_scores = output_of({1, 384, 1}), small_scores = output_of({1, 512, 1});
  auto large_boxes = output_of({1, 384, 16}), small_boxes = output_of({1, 512, 16});
  large_scores.setTo(-10), small_scores.setTo(-10);
  // The second anchor of column 3, row 2 of 16; then the last one of column 7, row 7 of 8.
  small_scores.ptr<float>()[(2 * 16 + 3) * 2 + 1] = 2;
  const std::vector<float> offset{12.8F, -12.8F, 32, 64};
  std::copy(offset.begin(), offset.end(), small_boxes.ptr<float>(0, (2 * 16 + 3) * 2 + 1));
  const Outputs apart{small_scores, large_scores, small_boxes, large_boxes};
  EXPECT_EQ(misfit(Kind::blazeface, *face, apart), "fits");
  const double x = 3.5 / 16 + 0.1, y = 2.5 / 16 - 0.1;
  expect_one(face->decode(apart, all_above(0.5)), {0, 1 / (1 + std::exp(-2.0)), x - 0.125, y - 0.25, 0.25, 0.5});

  auto scores = output_of({1, 896, 1}), boxes = output_of({1, 896, 16});
  scores.setTo(-10);
  scores.ptr<float>()[895] = 1;
  boxes.ptr<float>(0, 895)[2] = 16, boxes.ptr<float>(0, 895)[3] = 16;
  EXPECT_EQ(misfit(Kind::blazeface, *face, {boxes, scores}), "fits");
  expect_one(face->decode({boxes, scores}, all_above(0.5)),
             {0, 1 / (1 + std::exp(-1.0)), 7.5 / 8 - 0.0625, 7.5 / 8 - 0.0625, 0.125, 0.125});
}

TEST(BlazeFace, fits_its_two_sizes_and_one_label) {
  const Outputs outputs{output_of({1, 896, 1}), output_of({1, 896, 16})};
  EXPECT_EQ(misfit(Kind::blazeface, *decoder(Kind::blazeface, 1, 256, 256), outputs), "fits");
  EXPECT_NE(misfit(Kind::blazeface, *decoder(Kind::blazeface, 1, 192, 192), outputs), "fits");
  EXPECT_NE(misfit(Kind::blazeface, *decoder(Kind::blazeface, 2, 128, 128), outputs), "fits");
  EXPECT_NE(misfit(Kind::blazeface, *decoder(Kind::blazeface, 1, 128, 128), {}), "fits");
}

// Whatever the numbers: nothing breaks, and nothing passes that has no confidence.
TEST(Decoder, passes_no_candidate_of_nan) {
  const auto nan = std::numeric_limits<float>::quiet_NaN();
  const auto of_nan = [&](std::initializer_list<int> shape) {
    auto output = output_of(shape);
    output.setTo(nan);
    return output;
  };
  const auto none = all_above(0);
  EXPECT_TRUE(decoder(Kind::yolo_darknet, 2)->decode({of_nan({5, 7})}, none).empty());
  EXPECT_TRUE(decoder(Kind::yolov5, 2)->decode({of_nan({1, 5, 7})}, none).empty());
  EXPECT_TRUE(decoder(Kind::yolov8, 2)->decode({of_nan({1, 6, 5})}, none).empty());
  EXPECT_TRUE(decoder(Kind::yolox, 2)->decode({of_nan({1, 42, 7})}, none).empty());
  EXPECT_TRUE(decoder(Kind::ssd, 2)->decode({of_nan({1, 1, 5, 7})}, none).empty());
  EXPECT_TRUE(decoder(Kind::fastestdet, 2)->decode({of_nan({1, 7, 2, 2})}, none).empty());
  EXPECT_TRUE(decoder(Kind::scores_boxes, 3)->decode({of_nan({1, 5, 3}), of_nan({1, 5, 4})}, none).empty());
  EXPECT_TRUE(decoder(Kind::blazeface, 1, 128, 128)->decode({of_nan({1, 896, 1}), of_nan({1, 896, 16})}, none).empty());
}

}  // namespace
}  // namespace visiond::detection
