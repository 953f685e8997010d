// Real digits, learned by every method and by either kind of feature.
#include "services/trainer/train.hpp"

#include "services/inference/learned_model.hpp"
#include "services/training/text.hpp"
#include "tests/support/digits.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/tiny_yolo.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace visiond::trainer {
namespace {

using training::Feature;
using training::Method;
using training::Progress;

class TrainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    VISIOND_NEEDS(testing::digits_sheet());
    for (int digit = 0; digit < 10; ++digit) job.labels.push_back(std::to_string(digit));
    for (const auto& digit : testing::cut_digits(60)) {
      const auto file = folder.path() / (std::to_string(job.samples.size()) + ".png");
      std::ofstream(file, std::ios::binary) << digit.png;
      job.samples.push_back({file.string(), std::stoul(digit.label)});
    }
    job.settings.feature_width = job.settings.feature_height = 32;
  }
  base::Result<void> run() {
    return train(job, folder.path(), [this](const Progress& progress) { told.push_back(progress); });
  }
  training::Report report() {
    std::ifstream in(folder.path() / "report.json");
    return training::read_report(std::string{std::istreambuf_iterator<char>(in), {}}).value();
  }
  double accuracy() {
    const auto done = run();
    EXPECT_TRUE(done) << done.error().message;
    return done ? report().accuracy : 0;
  }

  testing::TempFolder folder;
  training::Job job;
  std::vector<Progress> told;
};

TEST_F(TrainTest, tells_digits_by_a_support_vector_machine) {
  EXPECT_GE(accuracy(), 0.9);
  const auto judged = report();
  EXPECT_EQ(judged.feature, "hog of 32x32");
  EXPECT_EQ(judged.classes.at(3).label, "3");
  EXPECT_EQ(judged.classes.at(3).trained, 48U);
  EXPECT_EQ(judged.classes.at(3).held_out, 12U);
}

TEST_F(TrainTest, tells_digits_by_their_neighbours) {
  job.settings.method = Method::knn;
  EXPECT_GE(accuracy(), 0.85);
}

TEST_F(TrainTest, tells_digits_by_a_perceptron) {
  job.settings.method = Method::mlp;
  job.settings.epochs = 30;
  EXPECT_GE(accuracy(), 0.85);
}

TEST_F(TrainTest, says_how_far_it_is) {
  ASSERT_TRUE(run());
  ASSERT_GE(told.size(), 20U);
  EXPECT_EQ(told.front().doing, "reading samples");
  EXPECT_EQ(told.back().doing, "judging");
  EXPECT_NEAR(told.back().done, 1, 0.01);
  for (std::size_t n = 1; n < told.size(); ++n) EXPECT_GE(told[n].done, told[n - 1].done);
}

TEST_F(TrainTest, learns_the_same_from_the_same_seed) {
  ASSERT_TRUE(run());
  const auto first = report().confusion;
  std::filesystem::remove(folder.path() / "report.json");
  ASSERT_TRUE(run());
  EXPECT_EQ(report().confusion, first);
}

TEST_F(TrainTest, learns_from_a_layer_of_a_network) {
  // 4×4 pixels through one convolution that sums and subtracts their colours.
  testing::ModelFolder networks;
  const auto network =
      networks.install({{"id", "tiny"},
                        {"version", "1"},
                        {"task", "classification"},
                        {"format", "darknet"},
                        {"files", {{"network", "net.cfg"}, {"weights", "net.weights"}}},
                        {"labels", {"thing"}},
                        {"input", {{"width", 8}, {"height", 8}}}},
                       {{"net.cfg",
                         "[net]\nwidth=8\nheight=8\nchannels=3\n\n[convolutional]\nfilters=2\nsize=1\nstride=1\npad=0\n"
                         "activation=linear\n"},
                        {"net.weights", testing::darknet_weights({0.5F, 0, 0.01F, 0.01F, 0.01F, 0.01F, -0.01F, 0})}});
  job.settings.feature = Feature::dnn;
  job.settings.feature_model = "tiny@1";
  job.network_folder = network.string();
  EXPECT_GE(accuracy(), 0.7);
  EXPECT_EQ(report().feature, "output of tiny@1");
  job.settings.feature_layer = "no such";
  const auto refused = run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "tiny@1 has no layer \"no such\"");
}

TEST_F(TrainTest, says_which_picture_it_cannot_read) {
  std::ofstream(job.samples[7].file, std::ios::trunc) << "no picture";
  const auto refused = run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the sample " + job.samples[7].file + " cannot be read");
}

}  // namespace
}  // namespace visiond::trainer
