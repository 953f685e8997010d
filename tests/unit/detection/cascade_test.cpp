#include "services/detection/cascade.hpp"

#include "services/detection/filter.hpp"
#include "tests/support/test_data.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

namespace visiond::detection {
namespace {

class CascadeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    VISIOND_NEEDS(testing::opencv_cascades());
    VISIOND_NEEDS(testing::opencv_pictures());
    manifest.id = "faces";
    manifest.version = "1";
    manifest.format = models::Format::cascade;
    manifest.network = testing::opencv_cascades() / "haarcascade_frontalface_alt2.xml";
    manifest.labels = {"face"};
  }
  std::shared_ptr<const Detector> load() { return CascadeDetector::load(manifest, manifest.input).value(); }

  models::Manifest manifest;
  DetectionSettings settings;
};

// A man who looks at the camera and one who turns away.
constexpr pipeline::Box face{70 / 640.0, 90 / 480.0, 43 / 640.0, 43 / 480.0};

TEST_F(CascadeTest, finds_a_face) {
  const auto image = cv::imread((testing::opencv_pictures() / "basketball1.png").string());
  const auto detector = load();
  EXPECT_EQ(detector->name(), "faces@1");
  const auto memory = detector->make_memory();
  const auto found = filter(detector->detect(image, settings, *memory), settings);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "face");
  EXPECT_GT(found[0].confidence, 0.8);
  EXPECT_GT(intersection_over_union(found[0].box, face), 0.5);
}

TEST_F(CascadeTest, looks_in_the_size_it_is_given) {
  const auto image = cv::imread((testing::opencv_pictures() / "basketball1.png").string());
  manifest.input.width = 480, manifest.input.height = 360;
  const auto detector = load();
  const auto found = filter(detector->detect(image, settings, *detector->make_memory()), settings);
  ASSERT_FALSE(found.empty());
  EXPECT_GT(intersection_over_union(found[0].box, face), 0.5);
}

TEST_F(CascadeTest, finds_none_in_fruits) {
  const auto image = cv::imread((testing::opencv_pictures() / "fruits.jpg").string());
  const auto detector = load();
  EXPECT_TRUE(filter(detector->detect(image, settings, *detector->make_memory()), settings).empty());
}

TEST_F(CascadeTest, lends_each_memory_its_own_classifier) {
  const auto detector = load();
  const auto one = detector->make_memory(), other = detector->make_memory();
  const auto image = cv::imread((testing::opencv_pictures() / "basketball1.png").string());
  EXPECT_EQ(detector->detect(image, settings, *one).size(), detector->detect(image, settings, *other).size());
  EXPECT_NE(load()->memory_key(), detector->memory_key());
}

TEST_F(CascadeTest, refuses_what_is_no_cascade) {
  manifest.network = testing::opencv_pictures() / "fruits.jpg";
  const auto refused = CascadeDetector::load(manifest, manifest.input);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::rolled_back);
  EXPECT_TRUE(refused.error().message.starts_with("faces@1 cannot be loaded: ")) << refused.error().message;
}

TEST(Cascade, is_sure_by_the_number_of_windows) {
  EXPECT_EQ(CascadeDetector::confidence_of(3), 0.5);
  EXPECT_EQ(CascadeDetector::confidence_of(1), 0.25);
  EXPECT_GT(CascadeDetector::confidence_of(30), 0.9);
  EXPECT_LT(CascadeDetector::confidence_of(1000), 1);
}

}  // namespace
}  // namespace visiond::detection
