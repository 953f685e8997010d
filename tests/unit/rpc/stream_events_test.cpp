#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <optional>

namespace visiond::rpc {
namespace {

using testing::Context;
using testing::details_of;
using testing::eventually;

// A client that subscribed; its call ends with it.
class Subscribed {
 public:
  explicit Subscribed(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::VisionService::NewStub(channel)), reader_(stub_->StreamEvents(&context_, {})) {
    reader_->WaitForInitialMetadata();
  }
  ~Subscribed() { context_.TryCancel(); }

  // Nothing at the end.
  std::optional<v1::Event> read() {
    v1::Event event;
    return reader_->Read(&event) ? std::optional(event) : std::nullopt;
  }
  grpc::Status finish() { return reader_->Finish(); }

 private:
  Context context_;
  std::unique_ptr<v1::VisionService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::Event>> reader_;
};

pipeline::Event event(std::uint64_t sequence, std::size_t padding = 0) {
  return {sequence, {}, {3}, pipeline::CameraLost{std::string(padding, 'p')}};
}

class StreamEventsTest : public ::testing::Test {
 protected:
  testing::FakeEngine engine;
  testing::TestServer server{engine};
};

TEST_F(StreamEventsTest, streams_every_event_from_now_on) {
  Subscribed client(server.connect());
  for (std::uint64_t n = 1; n <= 50; ++n) server.events.publish(event(n));
  for (std::uint64_t n = 1; n <= 50; ++n) ASSERT_EQ(client.read().value().sequence(), n);
}

TEST_F(StreamEventsTest, lets_a_slow_subscriber_lose_its_own_oldest_events_only) {
  Subscribed slow(server.connect_narrowly()), quick(server.connect());
  constexpr std::uint64_t count = 3000;
  for (std::uint64_t n = 1; n <= count; ++n) {
    server.events.publish(event(n, 1000));
    ASSERT_EQ(quick.read().value().sequence(), n);
  }
  std::uint64_t seen = 0, last = 0;
  for (; last < count; ++seen) {
    const auto next = slow.read().value().sequence();
    ASSERT_GT(next, last);
    last = next;
  }
  EXPECT_LT(seen, count) << "nothing was lost: the test proves nothing";
}

TEST_F(StreamEventsTest, lets_go_when_its_caller_goes_away) {
  {
    Subscribed client(server.connect());
    EXPECT_TRUE(server.events.has_subscribers());
  }
  EXPECT_TRUE(eventually([&] { return !server.events.has_subscribers(); }));
}

TEST_F(StreamEventsTest, ends_when_the_daemon_stops) {
  Subscribed client(server.connect());
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(testing::patience); });
  EXPECT_FALSE(client.read());
  const auto status = client.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(details_of(status).reason(), "DRAINING") << status.error_message();
  stopping.get();
}

}  // namespace
}  // namespace visiond::rpc
