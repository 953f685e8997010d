#include "daemon/rpc/server.hpp"

#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/pending_apply.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <grpcpp/create_channel_posix.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <future>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace visiond::rpc {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using testing::Context;
using testing::FakeEngine;
using testing::FakeEvents;
using testing::FakeGemini;
using testing::FakeModels;
using testing::FakePipeline;
using testing::FakeTraining;
using testing::ManualClock;
using testing::PendingApply;
using testing::TempFolder;
using testing::TestServer;

// What a server needs beside its addresses.
struct Surroundings {
  FakeEngine engine;
  FakePipeline pipeline;
  FakeEvents events;
  FakeGemini gemini;
  FakeModels models;
  FakeTraining training;
  ManualClock clock;
  TempFolder folder;

  base::Result<std::unique_ptr<Server>> start(const std::vector<std::string>& listen) {
    return Server::start(listen, {engine, pipeline, pipeline, events, gemini, clock, "1.2.3"}, models, training);
  }
  std::string socket() const { return "unix:" + (folder.path() / "s").string(); }
};

grpc::StatusCode get_status(FakeEngine& engine, const std::string& address) {
  auto call = std::async(std::launch::async, [&] {
    Context context;
    v1::Status answer;
    return v1::VisionService::NewStub(TestServer::connect(address))->GetStatus(&context, {}, &answer).error_code();
  });
  engine.statuses_asked.take().done({});
  return call.get();
}

TEST(Server, serves_on_every_address) {
  Surroundings around;
  const auto server = around.start({around.socket(), "127.0.0.1:0", "127.0.0.1:0"});
  ASSERT_TRUE(server);
  const auto& addresses = (*server)->addresses();
  ASSERT_EQ(addresses.size(), 3U);
  EXPECT_NE(addresses[1], addresses[2]);
  for (const auto& address : addresses) {
    EXPECT_FALSE(address.ends_with(":0"));
    EXPECT_EQ(get_status(around.engine, address), grpc::StatusCode::OK) << address;
  }
}

TEST(Server, names_the_address_that_is_taken_and_leaves_the_other_server_alone) {
  Surroundings around;
  const auto first = around.start({around.socket(), "127.0.0.1:0"});
  ASSERT_TRUE(first);
  for (const auto& address : (*first)->addresses()) {
    const auto second = around.start({"127.0.0.1:0", address});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::invalid_request);
    EXPECT_EQ(second.error().path, address);
    EXPECT_EQ(get_status(around.engine, address), grpc::StatusCode::OK);
  }
}

TEST(Server, can_be_started_again_where_it_was) {
  Surroundings around;
  for (int round = 0; round < 3; ++round) {
    const auto server = around.start({around.socket()});
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(get_status(around.engine, around.socket()), grpc::StatusCode::OK);
  }
}

TEST(Server, lets_a_call_under_way_end_before_it_stops) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(testing::patience); });
  auto report = std::make_shared<transaction::Report>();
  apply.started(apply.id, true);
  apply.done({report, {1}});
  EXPECT_TRUE(call.finish().ok());
  stopping.get();
  EXPECT_TRUE(engine.cancels.empty());
}

TEST(Server, cancels_a_call_that_takes_too_long_to_end) {
  FakeEngine engine;
  const TestServer server(engine);
  PendingApply call(server.connect(), {});
  const auto apply = engine.applies.take();
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(milliseconds(50)); });
  const auto cancel = engine.cancels.take();
  EXPECT_EQ(cancel.id, apply.id);
  auto report = std::make_shared<transaction::Report>();
  report->error = cancel.reason;
  apply.started(apply.id, true);
  apply.done({report, {1}});
  call.finish();
  stopping.get();
}

TEST(Server, may_be_stopped_twice) {
  FakeEngine engine;
  const TestServer server(engine);
  server.server->shut_down(milliseconds(0));
  server.server->shut_down(milliseconds(0));
}

// Whoever holds a stream open must not keep the daemon from stopping.
TEST(Server, stops_although_a_caller_reads_nothing) {
  FakeEngine engine;
  TestServer server(engine);
  const auto stub = v1::VisionService::NewStub(server.connect_narrowly());
  Context context;
  const auto reader = stub->StreamDetections(&context, {});
  reader->WaitForInitialMetadata();
  pipeline::FrameResult result;
  result.model = std::string(10000, 'm');
  result.detections.emplace_back();
  for (int n = 0; n < 200; ++n) server.pipeline.publish(result);
  server.server->shut_down(milliseconds(50));
  EXPECT_EQ(server.pipeline.subscribers(), 0U);
}

// A connection that can be broken as when the caller's machine goes down.
class Breakable {
 public:
  explicit Breakable(const std::string& address) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address.substr(address.find(':') + 1).copy(name.sun_path, sizeof(name.sun_path) - 1);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    const int given = ::fcntl(socket_, F_DUPFD_CLOEXEC, 0);
    ::fcntl(given, F_SETFL, O_NONBLOCK);
    channel = grpc::CreateInsecureChannelFromFd("visiond", given);
  }
  ~Breakable() { ::close(socket_); }
  void break_off() { EXPECT_EQ(::shutdown(socket_, SHUT_RDWR), 0); }

  std::shared_ptr<grpc::Channel> channel;

 private:
  int socket_;
};

TEST(Server, lets_go_of_all_that_a_caller_had_who_vanished) {
  FakeEngine engine;
  const TestServer server(engine);
  Breakable connection(server.address());
  const auto settings = v1::SettingsService::NewStub(connection.channel);
  const auto vision = v1::VisionService::NewStub(connection.channel);
  Context first, second, third;
  const auto watch_settings = settings->WatchSettings(&first, {});
  const auto watch_transactions = settings->WatchTransactions(&second, {});
  const auto detections = vision->StreamDetections(&third, {});
  watch_settings->WaitForInitialMetadata();
  watch_transactions->WaitForInitialMetadata();
  detections->WaitForInitialMetadata();
  PendingApply call(connection.channel, {});
  const auto apply = engine.applies.take();
  apply.started(apply.id, true);
  connection.break_off();
  const auto cancel = engine.cancels.take();
  EXPECT_EQ(cancel.reason.code, ErrorCode::cancelled);
  auto report = std::make_shared<transaction::Report>();
  report->error = cancel.reason;
  apply.done({report, {1}});
  EXPECT_EQ(call.finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(testing::eventually([&] {
    return engine.settings_watchers.size() + engine.transaction_watchers.size() + server.pipeline.subscribers() == 0;
  }));
}

}  // namespace
}  // namespace visiond::rpc
