#include "services/inference/learned_classifier.hpp"

#include "daemon/base/digest.hpp"
#include "services/engine/features.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/ml.hpp>

#include <fstream>
#include <numeric>

namespace visiond::inference {
namespace {

using base::Result;

// A disc, a square or a cross somewhere in the picture.
cv::Mat picture_of(int kind, cv::RNG& random) {
  cv::Mat picture(48, 48, CV_8UC3, cv::Scalar::all(random.uniform(20, 90)));
  const auto colour = cv::Scalar::all(random.uniform(160, 255));
  const cv::Point centre(24 + random.uniform(-3, 4), 24 + random.uniform(-3, 4));
  const int size = 14 + random.uniform(-2, 3);
  if (kind == 0) cv::circle(picture, centre, size, colour, cv::FILLED);
  if (kind == 1) cv::rectangle(picture, centre - cv::Point(size, size), centre + cv::Point(size, size), colour, -1);
  if (kind == 2) cv::drawMarker(picture, centre, colour, cv::MARKER_TILTED_CROSS, 2 * size, 4);
  return picture;
}

class LearnedClassifierTest : public ::testing::Test {
 protected:
  LearnedClassifierTest() {
    manifest.id = "shapes", manifest.version = "1";
    manifest.task = models::Task::classification;
    manifest.format = models::Format::opencv_ml;
    manifest.labels = {"disc", "square", "cross"};
    manifest.features = {models::FeatureType::hog, 32, 32};
    manifest.network = folder.path() / "model.yml";
  }

  void train(cv::Ptr<cv::ml::StatModel> model, bool one_hot = false) {
    const int kinds = static_cast<int>(manifest.labels.size());
    cv::RNG random(1);
    cv::Mat samples, responses;
    for (int n = 0; n < 60 * kinds; ++n) {
      samples.push_back(engine::features_of(picture_of(n % kinds, random), manifest.features));
      if (!one_hot) responses.push_back(n % kinds);
      if (one_hot) responses.push_back(cv::Mat(cv::Mat::eye(kinds, kinds, CV_32F).row(n % kinds)));
    }
    model->train(samples, cv::ml::ROW_SAMPLE, responses);
    model->save(manifest.network.string());
  }
  void train_svm() {
    const auto model = cv::ml::SVM::create();
    model->setKernel(cv::ml::SVM::LINEAR);
    train(model);
  }
  std::string mistake() const {
    const auto made = LearnedClassifier::load(manifest, {});
    return made ? "" : made.error().message;
  }
  // How many of a hundred fresh pictures each are told right.
  double accuracy(const Classifier& classifier) {
    const int kinds = static_cast<int>(manifest.labels.size());
    cv::RNG random(2);
    int right = 0;
    for (int n = 0; n < 100 * kinds; ++n) {
      const auto probabilities = classifier.classify(picture_of(n % kinds, random)).value();
      EXPECT_EQ(probabilities.size(), manifest.labels.size());
      EXPECT_LE(std::accumulate(probabilities.begin(), probabilities.end(), 0.0), 1.0001);
      const auto best = std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin();
      right += best == n % kinds;
    }
    return right / (100.0 * kinds);
  }

  testing::TempFolder folder;
  models::Manifest manifest;
};

TEST_F(LearnedClassifierTest, uses_a_support_vector_machine) {
  train_svm();
  const auto classifier = LearnedClassifier::load(manifest, {}).value();
  EXPECT_EQ(classifier->name(), "shapes@1");
  EXPECT_GE(accuracy(*classifier), 0.95);
}

TEST_F(LearnedClassifierTest, tells_how_sure_a_machine_of_two_classes_is) {
  manifest.labels.pop_back();
  train_svm();
  const auto classifier = LearnedClassifier::load(manifest, {}).value();
  EXPECT_GE(accuracy(*classifier), 0.95);
  cv::RNG random(3);
  const auto probabilities = classifier->classify(picture_of(0, random)).value();
  EXPECT_GT(probabilities[0], 0.5);
  EXPECT_LT(probabilities[0], 1);
  EXPECT_DOUBLE_EQ(probabilities[0] + probabilities[1], 1);
}

TEST_F(LearnedClassifierTest, uses_nearest_neighbours) {
  const auto model = cv::ml::KNearest::create();
  model->setDefaultK(5);
  train(model);
  EXPECT_GE(accuracy(*LearnedClassifier::load(manifest, {}).value()), 0.95);
}

TEST_F(LearnedClassifierTest, uses_a_perceptron) {
  manifest.features = {models::FeatureType::hog, 16, 16};
  const auto model = cv::ml::ANN_MLP::create();
  model->setLayerSizes(std::vector<int>{36, 12, 3});
  model->setActivationFunction(cv::ml::ANN_MLP::SIGMOID_SYM, 1, 1);
  model->setTrainMethod(cv::ml::ANN_MLP::RPROP);
  train(model, true);
  EXPECT_GE(accuracy(*LearnedClassifier::load(manifest, {}).value()), 0.8);
}

TEST_F(LearnedClassifierTest, takes_pixels_where_the_manifest_says_so) {
  manifest.features = {models::FeatureType::pixels, 12, 12};
  train(cv::ml::KNearest::create());
  EXPECT_GE(accuracy(*LearnedClassifier::load(manifest, {}).value()), 0.8);
}

TEST_F(LearnedClassifierTest, refuses_a_model_that_was_trained_with_other_features) {
  train_svm();
  manifest.features.width = 64;
  EXPECT_EQ(mistake(), "shapes@1 cannot be used: it was trained with 324 values, and its features are 756");
}

TEST_F(LearnedClassifierTest, refuses_a_model_that_knows_more_classes_than_there_are_labels) {
  train(cv::ml::KNearest::create());
  manifest.labels = {"disc"};
  const auto classifier = LearnedClassifier::load(manifest, {});
  // Which neighbours a grey picture has is the model's business: the mistake shows at the latest with the picture.
  cv::RNG random(4);
  const auto answer = classifier ? (*classifier)->classify(picture_of(2, random)) : classifier.error();
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("there are labels for 1 classes"), std::string::npos) << answer.error().message;
}

TEST_F(LearnedClassifierTest, refuses_what_is_no_model) {
  EXPECT_NE(mistake().find("shapes@1 cannot be used"), std::string::npos);
  for (const std::string text :
       {"", "%YAML:1.0\n---\nopencv_ml_svm:\n   format: 3\n", "%YAML:1.0\n---\nother: 1\n", "{"}) {
    std::ofstream(manifest.network) << text;
    EXPECT_NE(mistake().find("shapes@1 cannot be used: "), std::string::npos) << mistake();
  }
}

TEST_F(LearnedClassifierTest, refuses_a_model_that_is_cut_off) {
  train_svm();
  std::filesystem::resize_file(manifest.network, std::filesystem::file_size(manifest.network) / 2);
  EXPECT_NE(mistake(), "");
}

}  // namespace
}  // namespace visiond::inference
