#include "services/inference/network_classifier.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <atomic>
#include <cmath>
#include <thread>

namespace visiond::inference {
namespace {

using base::Result;

// Answers what the test says, and notes two calls at once, which a network does not bear.
struct FakeNetwork final : engine::Network {
  explicit FakeNetwork(std::vector<cv::Mat> given) : answer(std::move(given)) {}
  Result<std::vector<cv::Mat>> forward(const cv::Mat&) override {
    EXPECT_FALSE(busy.exchange(true)) << "one network, two threads";
    busy = false;
    return answer;
  }
  std::vector<cv::Mat> answer;
  std::atomic<bool> busy = false;
};

struct FakeEngine final : engine::InferenceEngine {
  Result<std::unique_ptr<engine::Network>> load(const models::Manifest&) const override {
    ++loaded;
    if (broken) return base::Error{base::ErrorCode::rolled_back, "", "it is broken"};
    return std::unique_ptr<engine::Network>(std::make_unique<FakeNetwork>(answer));
  }
  std::vector<cv::Mat> answer{(cv::Mat_<float>(1, 3) << 1, 3, 2)};
  bool broken = false;
  mutable std::atomic<int> loaded = 0;
};

class NetworkClassifierTest : public ::testing::Test {
 protected:
  NetworkClassifierTest() {
    manifest.id = "animals", manifest.version = "2";
    manifest.task = models::Task::classification;
    manifest.decoder = models::Decoder::softmax;
    manifest.labels = {"ant", "bee", "cat"};
    manifest.input.width = manifest.input.height = 8;
  }
  std::string mistake() const {
    const auto made = NetworkClassifier::load(manifest, engine);
    return made ? "" : made.error().message;
  }

  std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
  models::Manifest manifest;
  cv::Mat picture{20, 30, CV_8UC3, cv::Scalar::all(9)};
};

TEST_F(NetworkClassifierTest, turns_values_into_probabilities) {
  const auto probabilities = NetworkClassifier::load(manifest, engine).value()->classify(picture).value();
  const double sum = std::exp(1) + std::exp(2) + std::exp(3);
  ASSERT_EQ(probabilities.size(), 3U);
  EXPECT_NEAR(probabilities[0], std::exp(1) / sum, 1e-9);
  EXPECT_NEAR(probabilities[1], std::exp(3) / sum, 1e-9);
}

TEST_F(NetworkClassifierTest, bears_large_values) {
  engine->answer = {(cv::Mat_<float>(1, 3) << 1e30F, -1e30F, 0)};
  EXPECT_EQ(NetworkClassifier::load(manifest, engine).value()->classify(picture).value(),
            (std::vector<double>{1, 0, 0}));
}

TEST_F(NetworkClassifierTest, leaves_probabilities_as_they_are) {
  manifest.decoder = models::Decoder::none;
  // Of whichever shape.
  const int shape[] = {1, 3, 1, 1};
  cv::Mat output(4, shape, CV_32F, cv::Scalar(0.25));
  engine->answer = {output};
  EXPECT_EQ(NetworkClassifier::load(manifest, engine).value()->classify(picture).value(),
            (std::vector<double>{0.25, 0.25, 0.25}));
}

TEST_F(NetworkClassifierTest, refuses_outputs_that_do_not_fit_the_labels) {
  manifest.labels.pop_back();
  EXPECT_EQ(mistake(), "animals@2 has an output of 3 values, where a classifier with its labels has one of 2");
  engine->answer.push_back(engine->answer[0]);
  EXPECT_EQ(mistake(), "animals@2 has 2 outputs, where a classifier with its labels has one of 2");
}

TEST_F(NetworkClassifierTest, says_what_the_engine_says) {
  engine->broken = true;
  EXPECT_EQ(mistake(), "it is broken");
}

TEST_F(NetworkClassifierTest, uses_the_network_that_it_warmed_and_others_only_side_by_side) {
  const auto classifier = NetworkClassifier::load(manifest, engine).value();
  for (int n = 0; n < 10; ++n) EXPECT_TRUE(classifier->classify(picture));
  EXPECT_EQ(engine->loaded, 1);
  const auto classify_often = [&] {
    for (int n = 0; n < 200; ++n) EXPECT_TRUE(classifier->classify(picture));
  };
  std::jthread rehearsal(classify_often), stage(classify_often);
}

}  // namespace
}  // namespace visiond::inference
