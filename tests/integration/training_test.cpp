// People of the sample footage: their tracks' pictures are labelled, learned from, and told apart in the running
// pipeline.
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/event_log.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/test_data.hpp"
#include "visiond/v1/training.grpc.pb.h"

#include <gtest/gtest.h>

#include <set>

namespace visiond {
namespace {

using testing::DaemonWorld;

std::string settings() {
  return R"({"camera":{"source":"file:)" + (testing::opencv_pictures() / "vtest.avi").string() + R"("},
             "inference":{"track_min_hits":1},
             "training":{"feature_width":32,"feature_height":64,"min_samples_per_class":4,"nice":5,"latency_target_ms":0}})";
}

class TrainingTest : public ::testing::Test {
 protected:
  void SetUp() override { VISIOND_NEEDS(testing::opencv_pictures() / "vtest.avi"); }

  grpc::Status add(const v1::AddSampleRequest& request, v1::AddSampleResponse& answer) {
    grpc::ClientContext context;
    return stub->AddSample(&context, request, &answer);
  }
  v1::TrainingRun watch() {
    grpc::ClientContext context;
    const auto reader = stub->WatchTraining(&context, {});
    v1::TrainingRun last;
    while (reader->Read(&last)) continue;
    EXPECT_TRUE(reader->Finish().ok());
    return last;
  }

  DaemonWorld world{{.settings = settings()}};
  std::unique_ptr<v1::TrainingService::Stub> stub = v1::TrainingService::NewStub(world.channel());
};

TEST_F(TrainingTest, learns_from_the_pictures_of_tracks) {
  testing::EventLog log(world.vision_stub());
  std::set<std::uint64_t> labelled;
  v1::AddSampleResponse answer;
  const auto label_tracks = [&](const v1::Event& event) {
    if (!event.has_track_started() || labelled.contains(event.track_started().track_id())) return false;
    v1::AddSampleRequest request;
    request.set_label(labelled.size() % 2 == 0 ? "even" : "odd");
    request.set_track_id(event.track_started().track_id());
    const auto status = add(request, answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_GT(answer.sample().width(), 0);
    labelled.insert(request.track_id());
    return labelled.size() >= 10;
  };
  ASSERT_TRUE(log.wait_for(label_tracks));
  v1::TrainingRun run;
  grpc::ClientContext context;
  const auto status = stub->StartTraining(&context, {}, &run);
  ASSERT_TRUE(status.ok()) << status.error_message();
  run = watch();
  ASSERT_EQ(run.state(), v1::TrainingRun::STATE_SUCCEEDED) << run.message();
  EXPECT_EQ(run.model(), "trained@1");
  EXPECT_EQ(run.report().classes_size(), 2);

  const auto revision = world.commit(R"({"inference":{"classifier":"trained@1","min_probability":0}})").revision();
  testing::ResultLog results(world.vision_stub());
  ASSERT_TRUE(results.wait_for([&](const v1::FrameDetections& result) {
    if (result.revision() != revision) return false;
    for (const auto& detection : result.detections())
      for (const auto& each : detection.classifications())
        if (each.label() == "odd" || each.label() == "even") return true;
    return false;
  }));
}

TEST_F(TrainingTest, refuses_pictures_that_are_none) {
  v1::AddSampleRequest request;
  v1::AddSampleResponse answer;
  request.set_label("x");
  const auto whole = testing::grey_png(3);
  for (const auto& bytes : {std::string("no picture"), whole.substr(0, whole.size() - 1),
                            testing::png_start(60000, 60000) + testing::png_chunk("IEND", ""),
                            testing::png_start(9, 9) + testing::png_chunk("IEND", "")}) {
    request.set_image(bytes);
    const auto status = add(request, answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    EXPECT_TRUE(status.error_message().starts_with("image: ")) << status.error_message();
  }
  request.set_image(whole);
  EXPECT_TRUE(add(request, answer).ok());
  request.set_label("y");
  EXPECT_EQ(add(request, answer).error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(TrainingTest, shows_in_status_and_metrics) {
  v1::AddSampleRequest request;
  v1::AddSampleResponse answer;
  request.set_label("x");
  request.set_image(testing::grey_png(3));
  ASSERT_TRUE(add(request, answer).ok());
  const auto status = world.status();
  for (const auto& service : status.services()) {
    if (service.name() != "training") continue;
    EXPECT_EQ(service.details().fields().at("samples").struct_value().fields().at("x").number_value(), 1);
  }
  double samples = 0;
  const auto metrics = world.metrics();
  for (const auto& metric : metrics.metrics())
    if (metric.name() == "visiond_training_samples") samples = metric.value();
  EXPECT_EQ(samples, 1);
}

}  // namespace
}  // namespace visiond
