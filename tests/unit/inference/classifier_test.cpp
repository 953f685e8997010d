#include "services/inference/classifier.hpp"

#include "tests/support/tiny_classifier.hpp"

#include <gtest/gtest.h>

namespace visiond::inference {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using Labels = std::vector<std::string>;

TEST(Likeliest, are_the_likeliest_first_and_no_more_than_asked_for) {
  const auto best = likeliest({"a", "b", "c", "d"}, {0.1, 0.4, 0.2, 0.3}, 2, 0);
  ASSERT_EQ(best.size(), 2U);
  EXPECT_EQ(best[0].label, "b");
  EXPECT_EQ(best[0].probability, 0.4);
  EXPECT_EQ(best[1].label, "d");
}

TEST(Likeliest, leave_out_what_is_too_unlikely) {
  EXPECT_EQ(likeliest({"a", "b"}, {0.3, 0.7}, 20, 0.3).size(), 2U);
  EXPECT_EQ(likeliest({"a", "b"}, {0.3, 0.7}, 20, 0.31).size(), 1U);
  EXPECT_TRUE(likeliest({"a", "b"}, {0.3, 0.7}, 20, 0.8).empty());
}

class ClassifierFactoryTest : public ::testing::Test {
 protected:
  base::Error mistake_of(const std::string& model) {
    const auto made = classifier_factory(library, engine::opencv_engine())(model);
    return made ? base::Error{} : made.error();
  }
  static json::object manifest(const char* task, const char* format) {
    return {{"id", "m"},
            {"version", "1"},
            {"task", task},
            {"format", format},
            {"labels", {"dark", "light"}},
            {"files", {{"network", "model"}}}};
  }

  testing::ModelFolder folder;
  models::Library library{folder.path()};
};

TEST_F(ClassifierFactoryTest, loads_an_installed_model) {
  install_tiny_classifier(folder, "m");
  const auto classifier = classifier_factory(library, engine::opencv_engine())("m@1").value();
  EXPECT_EQ(classifier->name(), "m@1");
  EXPECT_EQ(classifier->labels(), (Labels{"dark", "light"}));
  const cv::Mat white(5, 5, CV_8UC3, cv::Scalar::all(250));
  EXPECT_EQ(classifier->classify(white).value(), (std::vector<double>{0, 1}));
}

TEST_F(ClassifierFactoryTest, says_which_models_there_are) {
  const auto error = mistake_of("none@1");
  EXPECT_EQ(error.code, ErrorCode::rolled_back);
  EXPECT_EQ(error.path, "inference.classifier");
  EXPECT_NE(error.message.find("none@1"), std::string::npos) << error.message;
}

TEST_F(ClassifierFactoryTest, refuses_a_detector) {
  folder.install(manifest("detection", "cascade"), {{"model", "?"}});
  const auto error = mistake_of("m@1");
  EXPECT_EQ(error.message.substr(0, error.message.find(" in ")),
            "m@1 is for detection; a classifier is needed, installed: none");
}

TEST_F(ClassifierFactoryTest, blames_the_setting_for_a_damaged_network) {
  auto described = manifest("classification", "onnx");
  described["decoder"] = "softmax";
  described["input"] = {{"width", 8}, {"height", 8}};
  folder.install(std::move(described), {{"model", "no network"}});
  const auto error = mistake_of("m@1");
  EXPECT_EQ(error.path, "inference.classifier");
  EXPECT_NE(error.message.find("m@1 cannot be loaded"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace visiond::inference
