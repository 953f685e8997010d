// StreamFrames and GetSnapshot.
#include "daemon/rpc/vision_service.hpp"
#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace visiond::rpc {
namespace {

using testing::Context;
using testing::details_of;
using testing::eventually;
using testing::FakeEngine;
using testing::TestServer;

pipeline::Picture picture(std::uint64_t sequence, std::size_t bytes = 100) {
  auto result = std::make_shared<pipeline::FrameResult>();
  result->frame_sequence = sequence;
  result->revision = {7};
  result->detections.resize(1);
  result->detections[0].label = "person";
  result->detections[0].zones = {"door"};
  const auto jpeg = std::make_shared<const std::string>(bytes, static_cast<char>(sequence));
  return {jpeg, 320, 240, std::move(result)};
}

// A client that subscribed; its call ends with it.
class Subscribed {
 public:
  explicit Subscribed(const std::shared_ptr<grpc::Channel>& channel, const v1::StreamFramesRequest& request = {})
      : stub_(v1::VisionService::NewStub(channel)), reader_(stub_->StreamFrames(&context_, request)) {
    reader_->WaitForInitialMetadata();
  }
  ~Subscribed() { context_.TryCancel(); }

  // Empty at the end.
  v1::Frame read() {
    v1::Frame message;
    return reader_->Read(&message) ? message : v1::Frame();
  }
  grpc::Status finish() { return reader_->Finish(); }

 private:
  Context context_;
  std::unique_ptr<v1::VisionService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::Frame>> reader_;
};

class VisionPicturesTest : public ::testing::Test {
 protected:
  grpc::Status snapshot(const v1::GetSnapshotRequest& request, v1::Frame& answer) {
    Context context;
    return server.vision()->GetSnapshot(&context, request, &answer);
  }
  // Of visiond_stream_messages_lost_total.
  double lost(const std::string& stream) {
    v1::Metrics answer;
    auto call = std::async(std::launch::async, [&] {
      Context context;
      return v1::MetricsService::NewStub(server.connect())->GetMetrics(&context, {}, &answer);
    });
    engine.metrics_asked.take().done({});
    EXPECT_TRUE(call.get().ok());
    for (const auto& metric : answer.metrics()) {
      if (metric.name() == "visiond_stream_messages_lost_total" && metric.labels().at("stream") == stream)
        return metric.value();
    }
    return -1;
  }

  FakeEngine engine;
  TestServer server{engine};
};

TEST_F(VisionPicturesTest, streams_each_picture_with_the_detections_of_its_frame) {
  Subscribed client(server.connect());
  for (std::uint64_t n = 1; n <= 20; ++n) {
    server.pipeline.publish_picture(picture(n));
    const auto frame = client.read();
    ASSERT_EQ(frame.detections().frame_sequence(), n);
    ASSERT_EQ(frame.jpeg(), std::string(100, static_cast<char>(n)));
    ASSERT_EQ(frame.width(), 320);
    ASSERT_EQ(frame.height(), 240);
    ASSERT_EQ(frame.detections().revision(), 7U);
    ASSERT_EQ(frame.detections().detections(0).label(), "person");
    ASSERT_EQ(frame.detections().detections(0).zones(0), "door");
  }
}

TEST_F(VisionPicturesTest, asks_the_pipeline_for_what_the_caller_wants) {
  v1::StreamFramesRequest request;
  request.set_max_fps(12.5);
  request.set_quality(60);
  request.set_max_width(640);
  Subscribed client(server.connect(), request);
  const auto asked = server.pipeline.pictures_asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].max_fps, 12.5);
  EXPECT_EQ(asked[0].quality, 60);
  EXPECT_EQ(asked[0].max_width, 640);
}

TEST_F(VisionPicturesTest, refuses_a_subscription_that_makes_no_sense) {
  v1::StreamFramesRequest request;
  request.set_max_width(1);
  Subscribed client(server.connect(), request);
  EXPECT_EQ(client.read().jpeg(), "");
  const auto status = client.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(details_of(status).metadata("path"), "max_width");
  EXPECT_TRUE(server.pipeline.pictures_asked().empty());
}

TEST_F(VisionPicturesTest, lets_a_slow_subscriber_lose_its_own_oldest_frames_only_and_counts_them) {
  Subscribed slow(server.connect_narrowly()), quick(server.connect());
  constexpr std::uint64_t count = 300;
  for (std::uint64_t n = 1; n <= count; ++n) {
    server.pipeline.publish_picture(picture(n, 20000));
    ASSERT_EQ(quick.read().detections().frame_sequence(), n);
  }
  std::vector<std::uint64_t> seen{slow.read().detections().frame_sequence()};
  while (seen.back() < count) seen.push_back(slow.read().detections().frame_sequence());
  EXPECT_EQ(seen.front(), 1U);
  for (std::size_t n = 1; n < seen.size(); ++n) ASSERT_GT(seen[n], seen[n - 1]);
  // The newest are there without a gap: as many as may wait.
  ASSERT_GT(seen.size(), 4U);
  EXPECT_EQ(seen[seen.size() - 4], count - 3);
  EXPECT_GT(count, seen.size()) << "nothing was lost: the test proves nothing";
  EXPECT_EQ(lost("frames"), static_cast<double>(count - seen.size()));
  EXPECT_EQ(lost("detections"), 0);
}

TEST_F(VisionPicturesTest, lets_the_pipeline_go_when_its_caller_goes_away) {
  {
    Subscribed client(server.connect());
    EXPECT_EQ(server.pipeline.pictures_asked().size(), 1U);
  }
  EXPECT_TRUE(eventually([&] { return server.pipeline.pictures_asked().empty(); }));
}

TEST_F(VisionPicturesTest, ends_streams_when_the_daemon_stops) {
  Subscribed client(server.connect());
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(testing::patience); });
  EXPECT_EQ(client.read().jpeg(), "");
  EXPECT_EQ(details_of(client.finish()).reason(), "DRAINING");
  stopping.get();
}

TEST_F(VisionPicturesTest, answers_with_the_newest_frame) {
  server.pipeline.set_newest(picture(42));
  v1::GetSnapshotRequest request;
  request.set_quality(90);
  request.set_draw_boxes(true);
  v1::Frame answer;
  ASSERT_TRUE(snapshot(request, answer).ok());
  EXPECT_EQ(answer.detections().frame_sequence(), 42U);
  EXPECT_EQ(answer.jpeg().size(), 100U);
  EXPECT_EQ(server.pipeline.newest_asked().quality, 90);
  EXPECT_TRUE(server.pipeline.newest_asked().draw_boxes);
}

TEST_F(VisionPicturesTest, says_why_there_is_no_snapshot) {
  v1::Frame answer;
  const auto status = snapshot({}, answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "there is no camera");
  EXPECT_EQ(details_of(status).reason(), "NO_FRAME");
  EXPECT_EQ(details_of(status).metadata("retryable"), "true");
}

TEST_F(VisionPicturesTest, refuses_a_snapshot_that_makes_no_sense) {
  v1::GetSnapshotRequest request;
  request.set_quality(101);
  v1::Frame answer;
  const auto status = snapshot(request, answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(details_of(status).metadata("path"), "quality");
}

}  // namespace
}  // namespace visiond::rpc
