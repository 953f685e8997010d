// Pictures over gRPC: each shows the frame that its detections were made from, and who is slow loses only its own.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <thread>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::eventually;
using testing::ResultLog;

// Where the synthetic camera's one shape is: it is bright, the background is not.
cv::Point2d centre_of_shape(const cv::Mat& image) {
  cv::Mat grey, bright;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  cv::threshold(grey, bright, 147, 255, cv::THRESH_BINARY);
  const auto moments = cv::moments(bright, true);
  return {moments.m10 / moments.m00, moments.m01 / moments.m00};
}

// Finds that shape: its box is a hundredth of the frame around the centre.
class ShapeDetector final : public detection::Detector {
 public:
  std::string name() const override { return "motion"; }
  std::string memory_key() const override { return "shape"; }
  std::unique_ptr<detection::Memory> make_memory() const override { return std::make_unique<detection::Memory>(); }
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const detection::DetectionSettings&,
                                          detection::Memory&) const override {
    const auto centre = centre_of_shape(image);
    pipeline::Detection detection;
    detection.label = "shape";
    detection.confidence = 1;
    detection.box = {centre.x / image.cols - half, centre.y / image.rows - half, 2 * half, 2 * half};
    return {detection};
  }

  static constexpr double half = 0.005;
};

DaemonWorld::Options options() {
  DaemonWorld::Options made;
  made.settings = R"({"camera": {"source": "synthetic:#shapes=1"}})";
  made.detectors = [](const auto&) {
    return base::Result<std::shared_ptr<const detection::Detector>>(std::make_shared<ShapeDetector>());
  };
  return made;
}

cv::Mat decoded(const v1::Frame& frame) {
  const auto& jpeg = frame.jpeg();
  return cv::imdecode(std::vector<char>(jpeg.begin(), jpeg.end()), cv::IMREAD_COLOR);
}

// Between the shape in the picture and the detection, in pixels of the picture.
double distance(const v1::Frame& frame) {
  const auto image = decoded(frame);
  const auto& box = frame.detections().detections(0).box();
  const cv::Point2d detected((box.x() + ShapeDetector::half) * image.cols,
                             (box.y() + ShapeDetector::half) * image.rows);
  return cv::norm(centre_of_shape(image) - detected);
}

class Frames {
 public:
  Frames(v1::VisionService::Stub& stub, const v1::StreamFramesRequest& request)
      : reader_(stub.StreamFrames(&context_, request)) {
    reader_->WaitForInitialMetadata();
  }
  ~Frames() { context_.TryCancel(); }

  v1::Frame read() {
    v1::Frame frame;
    EXPECT_TRUE(reader_->Read(&frame)) << reader_->Finish().error_message();
    return frame;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Frame>> reader_;
};

v1::StreamFramesRequest best() {
  v1::StreamFramesRequest request;
  request.set_quality(95);
  return request;
}

grpc::Status snapshot(DaemonWorld& world, v1::Frame& answer, bool boxes = false) {
  grpc::ClientContext context;
  v1::GetSnapshotRequest request;
  request.set_quality(95);
  request.set_draw_boxes(boxes);
  return world.vision_stub().GetSnapshot(&context, request, &answer);
}

double lost(DaemonWorld& world, const std::string& stream) {
  const auto metrics = world.metrics();
  for (const auto& metric : metrics.metrics()) {
    if (metric.name() == "visiond_stream_messages_lost_total" && metric.labels().at("stream") == stream)
      return metric.value();
  }
  return -1;
}

TEST(Pictures, show_what_their_detections_were_made_from) {
  DaemonWorld world(options());
  Frames frames(world.vision_stub(), best());
  constexpr double half_a_step = 1;  // px; the shape moves by more than two a frame
  cv::Point2d before;
  double farthest = 0;
  for (int n = 0; n < 60; ++n) {
    const auto frame = frames.read();
    EXPECT_EQ(frame.width(), 640);
    EXPECT_EQ(frame.height(), 480);
    ASSERT_EQ(frame.detections().detections_size(), 1);
    ASSERT_LT(distance(frame), half_a_step) << "frame " << frame.detections().frame_sequence();
    const auto centre = centre_of_shape(decoded(frame));
    if (n > 0) farthest = std::max(farthest, cv::norm(centre - before));
    before = centre;
  }
  EXPECT_GT(farthest, 2 * half_a_step) << "nothing moved: the test proves nothing";
}

TEST(Pictures, carry_the_revision_that_turned_them) {
  DaemonWorld world(options());
  Frames frames(world.vision_stub(), best());
  const auto before = world.settings().revision();
  std::thread change([&] { world.commit(R"({"camera": {"rotate": 90}})"); });
  v1::Frame frame;
  do {
    frame = frames.read();
    const bool turned = frame.detections().revision() > before;
    ASSERT_EQ(frame.width(), turned ? 480 : 640);
    ASSERT_LT(distance(frame), 1);
  } while (frame.detections().revision() == before);
  change.join();
}

TEST(Pictures, come_as_small_as_they_are_wanted) {
  DaemonWorld world(options());
  auto request = best();
  request.set_max_width(320);
  Frames frames(world.vision_stub(), request);
  const auto frame = frames.read();
  EXPECT_EQ(frame.width(), 320);
  EXPECT_EQ(frame.height(), 240);
  EXPECT_EQ(decoded(frame).size(), cv::Size(320, 240));
  EXPECT_EQ(frame.detections().frame_width(), 640);
  EXPECT_LT(distance(frame), 1);
}

TEST(Pictures, are_lost_by_who_is_slow_and_by_nobody_else) {
  DaemonWorld world(options());
  grpc::ChannelArguments narrow;
  narrow.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  narrow.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  narrow.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 16);
  const auto channel = grpc::CreateCustomChannel(world.address(), grpc::InsecureChannelCredentials(), narrow);
  const auto slow_stub = v1::VisionService::NewStub(channel);
  ResultLog results(world.vision_stub());
  Frames quick(world.vision_stub(), best()), slow(*slow_stub, best());
  std::vector<std::uint64_t> seen;
  const auto read_on = [&] { seen.push_back(quick.read().detections().frame_sequence()); };
  do {
    for (int n = 0; n < 10; ++n) read_on();
  } while (lost(world, "frames") < 10);
  ASSERT_TRUE(results.wait_for([&](const auto& result) { return result.frame_sequence() >= seen.back(); }));
  EXPECT_EQ(testing::missing_sequences(results.results()), 0U);
  EXPECT_EQ(lost(world, "detections"), 0);
  std::uint64_t left_out = 0;
  const auto status = world.status();
  for (const auto& stage : status.stages()) {
    if (stage.name() != "pictures") continue;
    for (const auto& drop : stage.drops()) left_out += drop.count();
  }
  EXPECT_LE(seen.back() - seen.front() + 1 - seen.size(), left_out) << "only what was never encoded";
  const auto newest = seen.back();
  std::vector<std::uint64_t> late;
  do {
    read_on();
    late.push_back(slow.read().detections().frame_sequence());
  } while (late.back() <= newest);
  EXPECT_LT(late.size(), late.back() - late.front() + 1);
}

TEST(Snapshot, shows_the_newest_frame_as_the_settings_turn_it) {
  DaemonWorld world(options());
  v1::Frame plain, boxed;
  ASSERT_TRUE(eventually([&] { return snapshot(world, plain).ok(); }));
  EXPECT_LT(distance(plain), 1);
  world.commit(R"({"camera": {"rotate": 90, "flip": "horizontal"}})");
  ASSERT_TRUE(eventually([&] { return snapshot(world, boxed, true).ok() && boxed.width() == 480; }));
  EXPECT_EQ(boxed.height(), 640);
  ASSERT_TRUE(snapshot(world, plain).ok());
  EXPECT_LT(distance(plain), 1);
}

TEST(Snapshot, says_that_there_is_no_camera) {
  DaemonWorld world(options());
  v1::Frame frame;
  ASSERT_TRUE(eventually([&] { return snapshot(world, frame).ok(); }));
  world.commit(R"({"camera": {"enabled": false}})");
  const auto status = snapshot(world, frame);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_NE(status.error_message().find("camera.enabled"), std::string::npos) << status.error_message();
}

TEST(WatchStatus, tells_the_status_at_once_and_whenever_it_changes) {
  DaemonWorld world(options());
  grpc::ClientContext context;
  const auto reader = world.vision_stub().WatchStatus(&context, {});
  v1::Status status;
  ASSERT_TRUE(reader->Read(&status));
  const auto first = status.revision();
  EXPECT_GT(status.services_size(), 0);
  world.commit(R"({"camera": {"enabled": false}})");
  const auto disabled = [&] {
    for (const auto& service : status.services())
      if (service.name() == "camera") return service.state() == v1::ServiceStatus::STATE_DISABLED;
    return false;
  };
  while (!disabled() || status.revision() == first) ASSERT_TRUE(reader->Read(&status));
  context.TryCancel();
}

}  // namespace
}  // namespace visiond
