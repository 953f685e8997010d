// Detectors and models change while 30 frames a second come, through the whole daemon.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/tiny_yolo.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace visiond {
namespace {

namespace fs = std::filesystem;
using google::protobuf::util::MessageDifferencer;
using testing::DaemonWorld;
using testing::ResultLog;

class DetectorSwap : public ::testing::Test {
 protected:
  static DaemonWorld::Options options(const fs::path& models) {
    return {.settings = R"({"camera":{"source":"synthetic:","width":320,"height":240,"fps":30,"queue_frames":16},
                            "detection":{"max_fps":10}})",
            .models_dir = models};
  }
  static std::string to(const std::string& backend, const std::string& model) {
    return R"({"detection":{"backend":")" + backend + R"(","model":")" + model + R"("}})";
  }

  // Refused with this in its message, and nothing is otherwise than before.
  void expect_refused(DaemonWorld& world, const std::string& patch, const std::string& why) {
    const auto before = world.settings();
    const auto refused = world.apply(patch);
    EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::ABORTED);
    EXPECT_EQ(refused.transaction.state(), v1::Transaction::STATE_ROLLED_BACK);
    EXPECT_NE(refused.status.error_message().find(why), std::string::npos) << refused.status.error_message();
    const auto& operation = refused.transaction.waves(0).operations(0);
    EXPECT_EQ(operation.section(), "detection");
    EXPECT_EQ(operation.outcome(), v1::Transaction::Operation::OUTCOME_FAILED);
    EXPECT_TRUE(MessageDifferencer::Equals(world.settings(), before));
  }

  testing::ModelFolder folder;
};

TEST_F(DetectorSwap, changes_nothing_where_a_model_does_not_fit) {
  install_tiny_yolo(folder, "good");
  install_tiny_yolo(folder, "damaged");
  install_tiny_yolo(folder, "misfit", "yolov5");
  testing::ModelFolder::write(folder.of("damaged", "1") / "net.weights", "short");
  DaemonWorld world(options(folder.path()));
  const auto good = world.commit(to("dnn", "good@1")).revision();
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(5));
  expect_refused(world, to("dnn", "absent@1"),
                 "there is no model \"absent@1\"; installed: damaged@1, good@1, misfit@1");
  expect_refused(world, to("dnn", "damaged@1"), "sha256.net.weights: ");
  expect_refused(world, to("dnn", "misfit@1"), "decoder yolov5 expects one output [1, N, 6");
  expect_refused(world, to("cascade", "good@1"), "good@1 is for detection, format darknet");
  ASSERT_TRUE(log.wait_for_more(5));
  const auto results = log.results();
  EXPECT_EQ(testing::missing_sequences(results), 0U);
  // The first ones may have been on their way when it was committed.
  for (const auto& result : results) EXPECT_EQ(result.model(), result.revision() == good ? "good@1" : "motion");
  EXPECT_EQ(results.back().revision(), good);
  EXPECT_TRUE(std::any_of(results.begin(), results.end(), [](const auto& result) {
    return result.detections_size() == 1 && result.detections(0).label() == "good";
  }));
}

TEST_F(DetectorSwap, names_the_setting_that_is_missing_before_anything_is_loaded) {
  install_tiny_yolo(folder, "good");
  DaemonWorld world(options(folder.path()));
  const auto refused = world.apply(R"({"detection":{"backend":"dnn","input_width":320}})");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_EQ(refused.transaction.violations_size(), 2);
  EXPECT_EQ(refused.transaction.violations(0).path(), "detection.model");
  EXPECT_EQ(refused.transaction.violations(0).message(),
            "it is empty; backend dnn needs a detection model, as id@version; installed: good@1");
  EXPECT_EQ(refused.transaction.violations(1).path(), "detection.input_height");
}

TEST_F(DetectorSwap, loses_and_mixes_no_frame) {
  std::vector<std::pair<std::string, std::string>> stations{
      {"motion", ""}, {"dnn", "one@1"}, {"hog", ""}, {"dnn", "two@1"}, {"dnn", "one@1"}};
  install_tiny_yolo(folder, "one");
  install_tiny_yolo(folder, "two");
  const auto cascade = testing::opencv_cascades() / "haarcascade_frontalface_alt2.xml";
  if (fs::exists(cascade)) {
    std::ifstream stream(cascade, std::ios::binary);
    folder.install({{"id", "faces"},
                    {"version", "1"},
                    {"task", "detection"},
                    {"format", "cascade"},
                    {"files", {{"network", "faces.xml"}}},
                    {"labels", {"face"}}},
                   {{"faces.xml", {std::istreambuf_iterator<char>(stream), {}}}});
    stations.emplace_back("cascade", "faces@1");
  }
  const auto public_models = testing::test_data() / "models";
  if (fs::exists(public_models)) {
    fs::copy(public_models, folder.path(), fs::copy_options::recursive);
    stations.insert(stations.end(), {{"dnn", "yolo-fastest@1.1"}, {"dnn", "fastestdet@1"}});
  }
  DaemonWorld world(options(folder.path()));
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(10));
  std::map<std::uint64_t, std::string> models{{world.settings().revision(), "motion"}};
  for (int round = 0; round < 5; ++round) {
    for (const auto& [backend, model] : stations) {
      const auto answer = world.commit(to(backend, model));
      models[answer.revision()] = model.empty() ? backend : model;
    }
  }
  ASSERT_TRUE(log.wait_for_revision(models.rbegin()->first));
  ASSERT_TRUE(log.wait_for_more(10));
  const auto results = log.results();
  EXPECT_EQ(testing::missing_sequences(results), 0U);
  for (const auto& result : results) {
    const auto& model = models.at(result.revision());
    EXPECT_EQ(result.model(), model) << "frame " << result.frame_sequence();
    if (model != "one@1" && model != "two@1") continue;
    for (const auto& each : result.detections()) EXPECT_EQ(each.label() + "@1", model);
  }
}

}  // namespace
}  // namespace visiond
