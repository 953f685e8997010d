#include "services/engine/blob.hpp"
#include "services/engine/feature_extractor.hpp"
#include "services/engine/inference_engine.hpp"
#include "services/models/library.hpp"
#include "tests/support/tiny_yolo.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace visiond::engine {
namespace {

using base::ErrorCode;

// Darknet is text and plain floats, so a network can be made by hand: one 1×1 convolution of 3 to 2 channels.
class OpenCvEngine : public ::testing::Test {
 protected:
  models::Manifest install(const std::string& weights) {
    folder.install({{"id", "tiny"},
                    {"version", "1"},
                    {"task", "detection"},
                    {"format", "darknet"},
                    {"decoder", "yolo-darknet"},
                    {"files", {{"network", "net.cfg"}, {"weights", "net.weights"}}},
                    {"labels", {"thing"}},
                    {"input", {{"width", 4}, {"height", 4}}}},
                   {{"net.cfg", cfg}, {"net.weights", weights}});
    return models::Library(folder.path()).find("tiny@1").value();
  }
  const std::string cfg =
      "[net]\nwidth=4\nheight=4\nchannels=3\n\n"
      "[convolutional]\nfilters=2\nsize=1\nstride=1\npad=0\nactivation=linear\n";
  const std::vector<float> sum_and_difference{0.5F, 0, 1, 1, 1, 1, -1, 0};  // biases, then weights by output
  testing::ModelFolder folder;
  std::shared_ptr<const InferenceEngine> engine = opencv_engine();
};

TEST_F(OpenCvEngine, puts_a_blob_through_a_network) {
  const auto model = install(testing::darknet_weights(sum_and_difference));
  const auto network = engine->load(model).value();
  const cv::Mat picture(4, 4, CV_8UC3, cv::Scalar(10, 20, 30));
  const auto outputs = network->forward(make_blob(picture, model.input)).value();
  ASSERT_EQ(outputs.size(), 1U);
  const int sum[] = {0, 0, 2, 2}, difference[] = {0, 1, 2, 2};
  EXPECT_FLOAT_EQ(outputs[0].at<float>(sum), 60.5F);
  EXPECT_FLOAT_EQ(outputs[0].at<float>(difference), -10);
}

TEST_F(OpenCvEngine, loads_networks_that_know_nothing_of_each_other) {
  const auto model = install(testing::darknet_weights(sum_and_difference));
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([&, n] {
      const auto network = engine->load(model).value();
      for (int round = 0; round < 50; ++round) {
        const auto blob = make_blob(cv::Mat(4, 4, CV_8UC3, cv::Scalar::all(n)), model.input);
        EXPECT_FLOAT_EQ(network->forward(blob).value()[0].ptr<float>()[0], 3.0F * static_cast<float>(n) + 0.5F);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_F(OpenCvEngine, tells_the_shapes_of_its_outputs_beforehand) {
  const auto model = install(testing::darknet_weights(sum_and_difference));
  const auto network = engine->load(model).value();
  EXPECT_EQ(network->output_shapes(blob_shape(model.input)).value(), (std::vector<Shape>{{1, 2, 4, 4}}));
  EXPECT_EQ(network->output_shapes({1, 3, 8, 6}).value(), (std::vector<Shape>{{1, 2, 8, 6}}));
  EXPECT_FALSE(network->output_shapes({1, 7, 4, 4}));
}

TEST(Network, finds_its_shapes_by_a_forward_where_the_engine_cannot_tell) {
  struct Doubling final : Network {
    base::Result<std::vector<cv::Mat>> forward(const cv::Mat& blob) override {
      if (blob.size[1] != 3) return base::Error{ErrorCode::rolled_back, "", "not three"};
      const int shape[] = {1, 2 * blob.size[2]};
      return std::vector<cv::Mat>{cv::Mat(2, shape, CV_32F), blob};
    }
  } network;
  EXPECT_EQ(network.output_shapes({1, 3, 4, 5}).value(), (std::vector<Shape>{{1, 8}, {1, 3, 4, 5}}));
  EXPECT_EQ(network.output_shapes({1, 4, 4, 5}).error().message, "not three");
}

TEST_F(OpenCvEngine, makes_features_of_a_layer_or_of_its_output) {
  const auto model = install(testing::darknet_weights(sum_and_difference));
  const NetworkSource networks{engine, [&](const std::string& name) -> base::Result<models::Manifest> {
                                 if (name == model.name()) return model;
                                 return base::Error{ErrorCode::no_such_model, "", "there is none"};
                               }};
  const models::Features output{.type = models::FeatureType::dnn, .model = "tiny@1"};
  const auto extractor = FeatureExtractor::make(output, networks).value();
  const auto row = extractor->row_of(cv::Mat(9, 9, CV_8UC3, cv::Scalar(10, 20, 30))).value();
  ASSERT_EQ(row.size(), cv::Size(2 * 4 * 4, 1));
  EXPECT_FLOAT_EQ(row.at<float>(0, 0), 60.5F);
  EXPECT_FLOAT_EQ(row.at<float>(0, 31), -10);
  const auto refused = [&](const std::string& name, const std::string& layer) {
    auto made = FeatureExtractor::make({.type = models::FeatureType::dnn, .model = name, .layer = layer}, networks);
    if (!made) return made.error().message;
    return (*made)->row_of(cv::Mat(4, 4, CV_8UC3, cv::Scalar::all(0))).error().message;
  };
  EXPECT_EQ(refused("other@1", ""), "there is none");
  EXPECT_EQ(refused("tiny@1", "nowhere"), "tiny@1 has no layer \"nowhere\"");
  EXPECT_FALSE(FeatureExtractor::make(output, {})) << "no networks at all";
}

TEST_F(OpenCvEngine, says_what_it_cannot_load) {
  auto model = install(testing::darknet_weights(sum_and_difference));
  testing::ModelFolder::write(model.network, "this is no network");
  auto refused = engine->load(model);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::rolled_back);
  EXPECT_TRUE(refused.error().message.starts_with("tiny@1 cannot be loaded: ")) << refused.error().message;
  model.format = models::Format::onnx;
  EXPECT_FALSE(engine->load(model));
  model.format = models::Format::cascade;
  EXPECT_EQ(engine->load(model).error().message, "tiny@1 cannot be loaded: format cascade is no neural network");
}

TEST_F(OpenCvEngine, says_that_an_input_does_not_fit) {
  const auto network = engine->load(install(testing::darknet_weights(sum_and_difference))).value();
  const int shape[] = {1, 7, 4, 4};
  const auto refused = network->forward(cv::Mat(4, shape, CV_32F, cv::Scalar::all(0)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::rolled_back);
  EXPECT_TRUE(refused.error().message.starts_with("tiny@1 takes no input of 1×7×4×4: ")) << refused.error().message;
}

}  // namespace
}  // namespace visiond::engine
