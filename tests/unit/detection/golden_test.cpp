// Public models on public pictures: what they find by label and intersection over union.
#include "services/detection/factory.hpp"
#include "services/detection/filter.hpp"
#include "tests/support/model_folder.hpp"
#include "tests/support/test_data.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

namespace visiond::detection {
namespace {

namespace fs = std::filesystem;
using pipeline::Box;
using pipeline::Detection;

struct Wanted {
  std::string label;
  double confidence;
  Box box;
};

std::vector<Detection> detect(const fs::path& models, const cv::Mat& image, const DetectionSettings& settings) {
  const models::Library library(models);
  const auto detector = make_detector(settings, library, engine::opencv_engine()).value();
  EXPECT_EQ(detector->name(), settings.model);
  const auto memory = detector->make_memory();
  return filter(detector->detect(image, settings, *memory), settings);
}

DetectionSettings dnn(const std::string& model, double confidence) {
  DetectionSettings settings;
  settings.backend = Backend::dnn;
  settings.model = model;
  settings.confidence = confidence;
  return settings;
}

// The surest of each label, where and as sure as it was when the model was published.
void expect_found(const std::vector<Detection>& found, const std::vector<Wanted>& wanted) {
  for (const auto& each : wanted) {
    const auto surest =
        std::find_if(found.begin(), found.end(), [&](const Detection& one) { return one.label == each.label; });
    ASSERT_NE(surest, found.end()) << each.label;
    EXPECT_GE(intersection_over_union(surest->box, each.box), 0.8) << each.label;
    EXPECT_NEAR(surest->confidence, each.confidence, 0.02) << each.label;
  }
}

class GoldenTest : public ::testing::Test {
 protected:
  void SetUp() override { VISIOND_NEEDS(testing::test_data()); }

  static cv::Mat dog() { return cv::imread((testing::test_data() / "images" / "dog.jpg").string()); }
  static fs::path models() { return testing::test_data() / "models"; }
};

TEST_F(GoldenTest, yolo_fastest_finds_dog_bicycle_and_car) {
  expect_found(detect(models(), dog(), dnn("yolo-fastest@1.1", 0.25)),
               {{"car", 0.90, {0.591, 0.133, 0.300, 0.180}},
                {"dog", 0.65, {0.160, 0.383, 0.315, 0.512}},
                {"bicycle", 0.53, {0.316, 0.325, 0.451, 0.408}}});
}

TEST_F(GoldenTest, fastestdet_finds_dog_bicycle_and_car) {
  expect_found(detect(models(), dog(), dnn("fastestdet@1", 0.3)), {{"dog", 0.81, {0.165, 0.349, 0.271, 0.582}},
                                                                   {"car", 0.76, {0.595, 0.125, 0.321, 0.170}},
                                                                   {"bicycle", 0.74, {0.166, 0.261, 0.585, 0.500}}});
}

TEST_F(GoldenTest, yolo_fastest_finds_them_in_another_size) {
  auto settings = dnn("yolo-fastest@1.1", 0.25);
  settings.input_width = 416, settings.input_height = 416;
  const auto found = detect(models(), dog(), settings);
  const auto is_dog = [](const Detection& each) {
    return each.label == "dog" && intersection_over_union(each.box, {0.160, 0.383, 0.315, 0.512}) >= 0.5;
  };
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), is_dog));
}

TEST_F(GoldenTest, people_walk_through_the_sample_footage) {
  VISIOND_NEEDS(testing::opencv_pictures());
  cv::VideoCapture footage((testing::opencv_pictures() / "vtest.avi").string());
  ASSERT_TRUE(footage.isOpened());
  cv::Mat frame;
  for (int index = 0; index <= 100; ++index) ASSERT_TRUE(footage.read(frame));
  for (const auto& [model, people] : {std::pair{"yolo-fastest@1.1", 4}, std::pair{"fastestdet@1", 5}}) {
    const auto found = detect(models(), frame, dnn(model, 0.6));
    const auto is_person = [](const Detection& each) { return each.label == "person"; };
    EXPECT_EQ(std::count_if(found.begin(), found.end(), is_person), people) << model;
    // The one that remains is a car, which is parked at the edge.
    EXPECT_EQ(found.size(), static_cast<std::size_t>(people) + 1) << model;
  }
}

TEST_F(GoldenTest, rfb_320_finds_a_face_and_says_nothing_of_the_background) {
  VISIOND_NEEDS(testing::opencv_pictures());
  const auto image = cv::imread((testing::opencv_pictures() / "basketball1.png").string());
  const auto found = detect(models(), image, dnn("rfb-320@1", 0.7));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].label, "face");
  EXPECT_GE(intersection_over_union(found[0].box, {0.112, 0.18, 0.052, 0.1}), 0.5);
}

TEST_F(GoldenTest, an_input_the_network_cannot_take_is_refused) {
  auto settings = dnn("yolo-fastest@1.1", 0.5);
  settings.input_width = 33, settings.input_height = 47;
  const models::Library library(models());
  const auto refused = make_detector(settings, library, engine::opencv_engine());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().path, "detection.model");
  EXPECT_TRUE(refused.error().message.starts_with("yolo-fastest@1.1 takes no input of 1×3×47×33: "))
      << refused.error().message;
}

class BlazeFaceTest : public ::testing::TestWithParam<std::pair<const char*, int>> {
 protected:
  void SetUp() override {
    VISIOND_NEEDS(testing::blazeface_networks());
    VISIOND_NEEDS(testing::opencv_pictures());
  }

  void install(const std::string& layout) {
    const auto& [file, side] = GetParam();
    std::ifstream stream(testing::blazeface_networks() / file, std::ios::binary);
    folder.install({{"id", "blazeface"},
                    {"version", std::to_string(side)},
                    {"task", "detection"},
                    {"format", "onnx"},
                    {"decoder", "blazeface"},
                    {"files", {{"network", file}}},
                    {"labels", {"face"}},
                    {"input",
                     {{"width", side},
                      {"height", side},
                      {"layout", layout},
                      {"resize", "letterbox"},
                      {"scale", 1 / 127.5},
                      {"mean", {127.5, 127.5, 127.5}},
                      {"swap_rb", true}}}},
                   {{file, {std::istreambuf_iterator<char>(stream), {}}}});
  }
  std::string model() const { return "blazeface@" + std::to_string(GetParam().second); }

  testing::ModelFolder folder;
};

TEST_P(BlazeFaceTest, finds_a_face) {
  install("nhwc");
  // The face is too small for a network that looks at people in front of a telephone: the upper left quarter.
  const auto image = cv::imread((testing::opencv_pictures() / "basketball1.png").string());
  const auto found = detect(folder.path(), image(cv::Rect(0, 40, 240, 180)), dnn(model(), 0.5));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "face");
  EXPECT_GE(intersection_over_union(found[0].box, {70 / 240.0, 53 / 180.0, 38 / 240.0, 42 / 180.0}), 0.5)
      << found[0].box.x * 240 << " " << found[0].box.y * 180 << " " << found[0].box.width * 240 << " "
      << found[0].box.height * 180;
}

TEST_P(BlazeFaceTest, takes_no_other_layout) {
  install("nchw");
  const models::Library library(folder.path());
  const auto refused = make_detector(dnn(model(), 0.5), library, engine::opencv_engine());
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with(model() + " takes no input of 1×3×")) << refused.error().message;
}

INSTANTIATE_TEST_SUITE_P(Sizes, BlazeFaceTest,
                         ::testing::Values(std::pair{"face_detection_front_128x128_barracuda.onnx", 128},
                                           std::pair{"face_detection_back_256x256_barracuda.onnx", 256}),
                         [](const auto& sizes) { return std::to_string(sizes.param.second); });

}  // namespace
}  // namespace visiond::detection
