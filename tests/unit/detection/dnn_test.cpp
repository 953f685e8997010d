#include "services/detection/dnn.hpp"

#include "services/detection/filter.hpp"
#include "tests/unit/detection/fake_engine.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::detection {
namespace {

using base::ErrorCode;

class DnnTest : public ::testing::Test {
 protected:
  DnnTest() {
    manifest.id = "animals";
    manifest.version = "2";
    manifest.decoder = models::Decoder::yolo_darknet;
    manifest.labels = {"cat", "dog"};
    manifest.input.width = 64;
    manifest.input.height = 64;
    show({{0.5F, 0.5F, 0.25F, 0.25F, 1, 0.9F, 0}});
  }
  // Rows of the network's output: centre, size, objectness, cat, dog.
  void show(const std::vector<std::vector<float>>& rows) {
    std::vector<float> values;
    for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
    engine->outputs = {output_of({static_cast<int>(rows.size()), 7}, values)};
  }
  std::shared_ptr<const Detector> load() { return DnnDetector::load(manifest, manifest.input, engine).value(); }
  std::vector<pipeline::Detection> detect() {
    const auto detector = load();
    return detector->detect(image, settings, *detector->make_memory());
  }

  std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
  models::Manifest manifest;
  DetectionSettings settings;
  cv::Mat image{50, 100, CV_8UC3, cv::Scalar::all(0)};
};

TEST_F(DnnTest, names_its_model_and_finds_what_its_network_shows) {
  EXPECT_EQ(load()->name(), "animals@2");
  const auto found = detect();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "cat");
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].confidence), 0.9F);
  EXPECT_DOUBLE_EQ(found[0].box.x, 0.375);
  EXPECT_DOUBLE_EQ(found[0].box.height, 0.25);
}

TEST_F(DnnTest, takes_the_border_of_a_letterbox_away) {
  manifest.input.resize = models::Resize::letterbox;
  // 100×50 in 64×64: a quarter of the height is border above, a quarter below.
  const auto found = detect();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].box.x, 0.375);
  EXPECT_DOUBLE_EQ(found[0].box.width, 0.25);
  EXPECT_DOUBLE_EQ(found[0].box.y, 0.25);
  EXPECT_DOUBLE_EQ(found[0].box.height, 0.5);
}

TEST_F(DnnTest, keeps_boxes_inside_the_picture) {
  show({{0, 0.5F, 0.5F, 3, 1, 0.9F, 0}, {2, 2, 0.5F, 0.5F, 1, 0.9F, 0}, {0.5F, NAN, 0.5F, 0.5F, 1, 0.9F, 0}});
  const auto found = detect();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].box.x, 0);
  EXPECT_EQ(found[0].box.width, 0.25);
  EXPECT_EQ(found[0].box.y, 0);
  EXPECT_EQ(found[0].box.height, 1);
}

TEST_F(DnnTest, lets_through_what_any_threshold_may_want) {
  show({{0.2F, 0.5F, 0.1F, 0.1F, 1, 0.3F, 0},
        {0.5F, 0.5F, 0.1F, 0.1F, 1, 0, 0.3F},
        {0.8F, 0.5F, 0.1F, 0.1F, 1, 0, 0.1F}});
  EXPECT_TRUE(detect().empty());
  settings.class_confidence = {{"dog", 0.25}};
  auto found = filter(detect(), settings);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "dog");
  settings.confidence = 0.2;
  settings.class_confidence = {{"dog", 0.4}};
  found = filter(detect(), settings);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "cat");
}

TEST_F(DnnTest, goes_through_labels_area_masks_and_suppression_by_class) {
  show({{0.5F, 0.5F, 0.4F, 0.4F, 1, 0.9F, 0},
        {0.51F, 0.5F, 0.4F, 0.4F, 1, 0.8F, 0},
        {0.5F, 0.51F, 0.4F, 0.4F, 1, 0, 0.7F}});
  auto found = filter(detect(), settings);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].label, "cat");
  EXPECT_EQ(found[1].label, "dog");
  settings.labels = {"dog"};
  EXPECT_EQ(filter(detect(), settings).size(), 1U);
  settings.min_area = 0.2;
  EXPECT_TRUE(filter(detect(), settings).empty());
  settings.min_area = 0;
  settings.masks["middle"] = {{0.4, 0.4}, {0.6, 0.4}, {0.6, 0.6}, {0.4, 0.6}};
  EXPECT_TRUE(filter(detect(), settings).empty());
}

TEST_F(DnnTest, names_a_class_that_has_no_label) {
  manifest.decoder = models::Decoder::ssd;
  engine->outputs = {output_of({1, 1, 1, 7}, {0, 5, 0.9F, 0, 0, 1, 1})};
  EXPECT_EQ(detect().at(0).label, "class 5");
}

TEST_F(DnnTest, shows_the_network_the_size_it_was_loaded_for) {
  auto input = manifest.input;
  input.width = 96, input.height = 32;
  const auto detector = DnnDetector::load(manifest, input, engine).value();
  detector->detect(image, settings, *detector->make_memory());
  EXPECT_EQ(engine->seen.size[2], 32);
  EXPECT_EQ(engine->seen.size[3], 96);
}

TEST_F(DnnTest, is_warmed_by_the_rehearsal_and_handed_to_the_stage) {
  const auto detector = load();
  EXPECT_EQ(engine->loads, 1);
  detector->detect(image, settings, *detector->make_memory());
  const auto warm = engine->last_forwarded.load();
  const auto stage = detector->make_memory();
  detector->detect(image, settings, *stage);
  EXPECT_EQ(engine->loads, 1);
  EXPECT_EQ(engine->last_forwarded.load(), warm);
  // Beside the stage's: another network, never the same one.
  const auto beside = detector->make_memory();
  EXPECT_EQ(engine->loads, 2);
}

TEST_F(DnnTest, frees_its_networks) {
  auto detector = load();
  auto memory = detector->make_memory();
  detector.reset();
  EXPECT_EQ(engine->alive, 1);
  memory.reset();
  EXPECT_EQ(engine->alive, 0);
}

TEST_F(DnnTest, needs_another_memory_for_each_loading) {
  const auto one = load(), other = load();
  EXPECT_NE(one->memory_key(), other->memory_key());
  EXPECT_EQ(one->memory_key(), one->memory_key());
}

TEST_F(DnnTest, says_what_its_outputs_should_be) {
  manifest.labels = {"cat", "dog", "cow"};
  const auto refused = DnnDetector::load(manifest, manifest.input, engine);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::rolled_back);
  EXPECT_EQ(refused.error().message,
            "animals@2: decoder yolo-darknet expects outputs [N, 8 (4 box + 1 objectness + 3 labels)], but the network "
            "has [1, 7]");
  EXPECT_EQ(engine->alive, 0);
}

TEST_F(DnnTest, reads_no_outputs_of_another_shape_than_it_was_loaded_with) {
  const auto detector = load();
  const auto memory = detector->make_memory();
  engine->outputs = {output_of({1, 3})};
  EXPECT_THROW(detector->detect(image, settings, *memory), std::runtime_error);
}

TEST_F(DnnTest, says_what_its_engine_refuses) {
  engine->refuses_forward = true;
  EXPECT_EQ(DnnDetector::load(manifest, manifest.input, engine).error().message, "the blob does not go through");
  engine->refuses_load = true;
  EXPECT_EQ(DnnDetector::load(manifest, manifest.input, engine).error().message, "the file is broken");
}

TEST_F(DnnTest, throws_where_a_frame_does_not_go_through) {
  const auto detector = load();
  const auto memory = detector->make_memory();
  engine->refuses_forward = true;
  EXPECT_THROW(detector->detect(image, settings, *memory), std::runtime_error);
  engine->refuses_load = true;
  EXPECT_THROW(detector->make_memory(), std::runtime_error);
}

}  // namespace
}  // namespace visiond::detection
