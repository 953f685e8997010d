#include "services/detection/factory.hpp"

#include "tests/support/model_folder.hpp"
#include "tests/support/test_data.hpp"
#include "tests/unit/detection/fake_engine.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace visiond::detection {
namespace {

using base::ErrorCode;

class MakeDetector : public ::testing::Test {
 protected:
  MakeDetector() { engine->outputs = {output_of({1, 6})}; }
  void install(const std::string& id, const std::string& task, const std::string& format, const char* decoder) {
    boost::json::object manifest{{"id", id},
                                 {"version", "1"},
                                 {"task", task},
                                 {"format", format},
                                 {"files", {{"network", "network"}, {"weights", "weights"}}},
                                 {"labels", {"thing"}},
                                 {"input", {{"width", 32}, {"height", 64}}}};
    if (decoder != nullptr) manifest["decoder"] = decoder;
    std::map<std::string, std::string> files{{"network", "network"}, {"weights", "weights"}};
    if (format != "darknet") {
      manifest["files"].as_object().erase("weights");
      files.erase("weights");
    }
    folder.install(std::move(manifest), files);
  }
  base::Error error_of(Backend backend, const std::string& model) {
    const models::Library library(folder.path());
    const auto made = make_detector({.backend = backend, .model = model}, library, engine);
    EXPECT_FALSE(made) << model;
    if (made) return {};
    EXPECT_EQ(made.error().code, ErrorCode::rolled_back);
    EXPECT_EQ(made.error().path, "detection.model");
    return made.error();
  }

  testing::ModelFolder folder;
  std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
};

TEST_F(MakeDetector, knows_each_backend) {
  install("things", "detection", "darknet", "yolo-darknet");
  const models::Library library(folder.path());
  const auto factory = detector_factory(library, engine);
  EXPECT_EQ(factory({.backend = Backend::motion}).value()->name(), "motion");
  EXPECT_EQ(factory({.backend = Backend::hog}).value()->name(), "hog");
  EXPECT_EQ(factory({.backend = Backend::dnn, .model = "things@1"}).value()->name(), "things@1");
  EXPECT_EQ(engine->seen.size[2], 64);
  EXPECT_EQ(engine->seen.size[3], 32);
}

TEST_F(MakeDetector, takes_the_size_of_the_settings) {
  install("things", "detection", "darknet", "yolo-darknet");
  const models::Library library(folder.path());
  ASSERT_TRUE(make_detector({.backend = Backend::dnn, .model = "things@1", .input_width = 96, .input_height = 160},
                            library, engine));
  EXPECT_EQ(engine->seen.size[2], 160);
  EXPECT_EQ(engine->seen.size[3], 96);
}

TEST_F(MakeDetector, says_that_a_model_is_not_installed) {
  install("things", "detection", "darknet", "yolo-darknet");
  EXPECT_EQ(error_of(Backend::dnn, "cats@1").message, "there is no model \"cats@1\"; installed: things@1");
}

TEST_F(MakeDetector, says_that_a_model_is_of_another_kind) {
  install("names", "classification", "onnx", "softmax");
  install("faces", "detection", "cascade", nullptr);
  install("things", "detection", "darknet", "yolo-darknet");
  EXPECT_EQ(error_of(Backend::dnn, "names@1").message,
            "names@1 is for classification, format onnx; backend dnn needs a neural network for detection, installed: "
            "things@1");
  EXPECT_EQ(error_of(Backend::dnn, "faces@1").message,
            "faces@1 is for detection, format cascade; backend dnn needs a neural network for detection, installed: "
            "things@1");
  EXPECT_EQ(error_of(Backend::cascade, "things@1").message,
            "things@1 is for detection, format darknet; backend cascade needs a model of format cascade, installed: "
            "faces@1");
}

TEST_F(MakeDetector, refuses_damaged_files) {
  install("things", "detection", "darknet", "yolo-darknet");
  testing::ModelFolder::write(folder.of("things", "1") / "weights", "weigh");
  EXPECT_TRUE(error_of(Backend::dnn, "things@1").message.starts_with("sha256.weights: "));
  install("faces", "detection", "cascade", nullptr);
  const auto message = error_of(Backend::cascade, "faces@1").message;
  EXPECT_TRUE(message.starts_with("faces@1 cannot be loaded: ")) << message;
}

}  // namespace
}  // namespace visiond::detection
