#include "daemon/rpc/vision_service.hpp"

#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::rpc {
namespace {

using testing::Context;
using testing::details_of;
using testing::eventually;
using testing::FakeEngine;
using testing::TestServer;

pipeline::FrameResult frame(std::uint64_t sequence, std::size_t padding = 0) {
  pipeline::FrameResult result;
  result.frame_sequence = sequence;
  result.model = std::string(padding, 'm');
  result.detections = {{"person", 0.9, {0.1, 0.2, 0.3, 0.4}, {}}};
  return result;
}

// A client that subscribed; its call ends with it.
class Subscribed {
 public:
  explicit Subscribed(const TestServer& server, const v1::StreamDetectionsRequest& request = {})
      : Subscribed(server.connect(), request) {}
  Subscribed(const std::shared_ptr<grpc::Channel>& channel, const v1::StreamDetectionsRequest& request)
      : stub_(v1::VisionService::NewStub(channel)), reader_(stub_->StreamDetections(&context_, request)) {
    reader_->WaitForInitialMetadata();
  }
  ~Subscribed() { context_.TryCancel(); }

  // 0 at the end.
  std::uint64_t read() {
    v1::FrameDetections message;
    return reader_->Read(&message) ? message.frame_sequence() : 0;
  }
  grpc::Status finish() { return reader_->Finish(); }

 private:
  Context context_;
  std::unique_ptr<v1::VisionService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::FrameDetections>> reader_;
};

class VisionServiceTest : public ::testing::Test {
 protected:
  FakeEngine engine;
  TestServer server{engine};
};

TEST_F(VisionServiceTest, streams_every_frame_from_now_on) {
  Subscribed client(server);
  for (std::uint64_t n = 1; n <= 50; ++n) server.pipeline.publish(frame(n));
  for (std::uint64_t n = 1; n <= 50; ++n) ASSERT_EQ(client.read(), n);
}

TEST_F(VisionServiceTest, streams_what_is_asked_for) {
  v1::StreamDetectionsRequest request;
  request.add_labels("dog");
  Subscribed client(server, request);
  server.pipeline.publish(frame(1));
  auto second = frame(2);
  second.detections[0].label = "dog";
  server.pipeline.publish(second);
  EXPECT_EQ(client.read(), 2U);
}

TEST_F(VisionServiceTest, refuses_a_subscription_that_makes_no_sense) {
  v1::StreamDetectionsRequest request;
  request.set_min_confidence(50);
  Subscribed client(server, request);
  EXPECT_EQ(client.read(), 0U);
  const auto status = client.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(details_of(status).metadata("path"), "min_confidence");
  EXPECT_EQ(server.pipeline.subscribers(), 0U);
}

TEST_F(VisionServiceTest, lets_a_slow_subscriber_lose_its_own_oldest_frames_only) {
  Subscribed slow(server.connect_narrowly(), {}), quick(server);
  constexpr std::uint64_t count = 1000;
  for (std::uint64_t n = 1; n <= count; ++n) {
    server.pipeline.publish(frame(n, 1000));
    ASSERT_EQ(quick.read(), n);
  }
  std::vector<std::uint64_t> seen{slow.read()};
  while (seen.back() < count) seen.push_back(slow.read());
  EXPECT_EQ(seen.front(), 1U);
  EXPECT_LT(seen.size(), count) << "nothing was lost: the test proves nothing";
  for (std::size_t n = 1; n < seen.size(); ++n) ASSERT_GT(seen[n], seen[n - 1]);
  // The newest are there without a gap: as many as may wait.
  constexpr std::size_t waiting = 64;
  ASSERT_GT(seen.size(), waiting);
  EXPECT_EQ(seen[seen.size() - waiting], count - waiting + 1);
  server.pipeline.publish(frame(count + 1));
  EXPECT_EQ(slow.read(), count + 1);
}

TEST_F(VisionServiceTest, lets_the_pipeline_go_when_its_caller_goes_away) {
  {
    Subscribed client(server);
    server.pipeline.publish(frame(1));
    EXPECT_EQ(client.read(), 1U);
    EXPECT_EQ(server.pipeline.subscribers(), 1U);
  }
  EXPECT_TRUE(eventually([&] { return server.pipeline.subscribers() == 0; }));
}

TEST_F(VisionServiceTest, survives_callers_that_go_away_while_frames_come) {
  std::atomic<bool> stop = false;
  std::thread stage([&] {
    for (std::uint64_t n = 1; !stop; ++n) server.pipeline.publish(frame(n, 100));
  });
  for (int round = 0; round < 100; ++round) {
    Subscribed client(server);
    for (int n = 0; n < round % 5; ++n) client.read();
  }
  stop = true;
  stage.join();
  EXPECT_TRUE(eventually([&] { return server.pipeline.subscribers() == 0; }));
}

TEST_F(VisionServiceTest, ends_streams_when_the_daemon_stops) {
  Subscribed client(server);
  server.pipeline.publish(frame(1));
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(testing::patience); });
  EXPECT_EQ(client.read(), 1U);
  EXPECT_EQ(client.read(), 0U);
  const auto status = client.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(details_of(status).reason(), "DRAINING") << status.error_message();
  stopping.get();
  EXPECT_EQ(server.pipeline.subscribers(), 0U);
}

TEST_F(VisionServiceTest, tells_services_stages_version_and_uptime) {
  pipeline::StageStatus stage;
  stage.name = "detection";
  server.pipeline.set_stages({stage});
  server.clock.advance(std::chrono::seconds(90));
  v1::Status answer;
  auto call = std::async(std::launch::async, [&] {
    Context context;
    return server.vision()->GetStatus(&context, {}, &answer);
  });
  runtime::EngineStatus status;
  status.revision = {12};
  status.services.push_back({"camera", {}});
  engine.statuses_asked.take().done(status);
  ASSERT_TRUE(call.get().ok());
  EXPECT_EQ(answer.revision(), 12U);
  EXPECT_EQ(answer.services_size(), 1);
  EXPECT_EQ(answer.stages_size(), 1);
  EXPECT_EQ(answer.version(), "1.2.3");
  EXPECT_EQ(answer.uptime().seconds(), 90);
}

}  // namespace
}  // namespace visiond::rpc
