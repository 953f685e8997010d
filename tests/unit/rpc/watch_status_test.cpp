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
using testing::FakeEngine;
using testing::TestServer;

runtime::EngineStatus status(std::uint64_t revision) {
  runtime::EngineStatus made;
  made.revision = {revision};
  transaction::ServiceStatus camera;
  camera.details = {{"source", "synthetic:"}, {"width", 640}};
  made.services.push_back({"camera", camera});
  return made;
}

class Watching {
 public:
  Watching(const TestServer& server, FakeEngine& engine, const runtime::EngineStatus& now)
      : stub_(server.vision()), reader_(stub_->WatchStatus(&context_, {})) {
    reader_->WaitForInitialMetadata();
    engine.statuses_asked.take().done(now);
  }
  ~Watching() { context_.TryCancel(); }

  // 0 at the end.
  std::uint64_t read() { return reader_->Read(&newest) ? newest.revision() : 0; }
  grpc::Status finish() { return reader_->Finish(); }

  v1::Status newest;

 private:
  Context context_;
  std::unique_ptr<v1::VisionService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::Status>> reader_;
};

class WatchStatusTest : public ::testing::Test {
 protected:
  void later_tell(const runtime::EngineStatus& now) {
    server.clock.advance(std::chrono::milliseconds(250));
    server.server->tell_status(now);
  }

  FakeEngine engine;
  TestServer server{engine};
};

TEST_F(WatchStatusTest, tells_the_whole_status_at_once) {
  pipeline::StageStatus stage;
  stage.name = "detection";
  server.pipeline.set_stages({stage});
  Watching client(server, engine, status(3));
  EXPECT_EQ(client.read(), 3U);
  EXPECT_EQ(client.newest.services(0).name(), "camera");
  EXPECT_EQ(client.newest.stages(0).name(), "detection");
  EXPECT_EQ(client.newest.version(), "1.2.3");
}

TEST_F(WatchStatusTest, tells_what_has_changed_and_nothing_else) {
  Watching client(server, engine, status(3));
  EXPECT_EQ(client.read(), 3U);
  later_tell(status(3));
  later_tell(status(3));
  later_tell(status(4));
  EXPECT_EQ(client.read(), 4U);
  auto away = status(4);
  away.services[0].status.state = transaction::ServiceState::away;
  later_tell(away);
  EXPECT_EQ(client.read(), 4U);
  EXPECT_EQ(client.newest.services(0).state(), v1::ServiceStatus::STATE_AWAY);
}

TEST_F(WatchStatusTest, tells_that_a_stage_has_gone_on) {
  Watching client(server, engine, status(3));
  EXPECT_EQ(client.read(), 3U);
  pipeline::StageStatus stage;
  stage.frames = 17;
  server.pipeline.set_stages({stage});
  later_tell(status(3));
  EXPECT_EQ(client.read(), 3U);
  EXPECT_EQ(client.newest.stages(0).frames(), 17U);
}

TEST_F(WatchStatusTest, tells_at_most_four_times_a_second_and_the_newest_in_the_end) {
  Watching client(server, engine, status(1));
  EXPECT_EQ(client.read(), 1U);
  server.clock.advance(std::chrono::milliseconds(100));
  server.server->tell_status(status(2));  // too early
  server.clock.advance(std::chrono::milliseconds(150));
  server.server->tell_status(status(3));
  EXPECT_EQ(client.read(), 3U);
}

TEST_F(WatchStatusTest, tells_each_watcher_what_is_new_to_it) {
  Watching first(server, engine, status(1));
  EXPECT_EQ(first.read(), 1U);
  Watching second(server, engine, status(2));
  EXPECT_EQ(second.read(), 2U);
  later_tell(status(2));
  EXPECT_EQ(first.read(), 2U);
  later_tell(status(1));  // back to what the first was told first
  EXPECT_EQ(first.read(), 1U);
  EXPECT_EQ(second.read(), 1U);
}

TEST_F(WatchStatusTest, ends_when_the_daemon_stops_before_the_engine_answered_too) {
  Context context;
  const auto stub = server.vision();
  const auto reader = stub->WatchStatus(&context, {});
  reader->WaitForInitialMetadata();
  server.server->shut_down(testing::patience);
  v1::Status message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(details_of(reader->Finish()).reason(), "DRAINING");
  server.server.reset();
  engine.statuses_asked.take().done(status(1));  // the strand may come to it late
}

}  // namespace
}  // namespace visiond::rpc
