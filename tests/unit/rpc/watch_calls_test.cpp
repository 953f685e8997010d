#include "daemon/rpc/settings_service.hpp"
#include "tests/support/runtime_world.hpp"
#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

using base::Error;
using base::ErrorCode;
using testing::Context;
using testing::details_of;
using testing::eventually;
using testing::FakeEngine;
using testing::RuntimeWorld;
using testing::TestServer;

runtime::SettingsEvent committed(std::uint64_t revision, std::size_t padding = 0) {
  auto report = std::make_shared<transaction::Report>();
  report->revision = {revision};
  report->state = transaction::State::committed;
  report->comment = std::string(padding, 'c');
  return runtime::CommittedEvent{report};
}

// A client that watches; its call ends with it.
class Watching {
 public:
  explicit Watching(const TestServer& server, std::uint64_t from = 0) : Watching(server.connect(), from) {}
  Watching(const std::shared_ptr<grpc::Channel>& channel, std::uint64_t from)
      : stub_(v1::SettingsService::NewStub(channel)) {
    v1::WatchSettingsRequest request;
    request.set_from_revision(from);
    reader_ = stub_->WatchSettings(&context_, request);
  }
  ~Watching() { context_.TryCancel(); }

  void wait_until_subscribed() { reader_->WaitForInitialMetadata(); }
  // The next event; EVENT_NOT_SET at the end.
  v1::SettingsEvent read() {
    v1::SettingsEvent event;
    if (!reader_->Read(&event)) event.Clear();
    return event;
  }
  std::uint64_t read_committed() { return read().committed().revision(); }
  grpc::Status finish() { return reader_->Finish(); }
  std::string resume_revision() const {
    const auto& metadata = context_.GetServerTrailingMetadata();
    const auto found = metadata.find("resume_revision");
    return found == metadata.end() ? "(none)" : std::string(found->second.data(), found->second.size());
  }

 private:
  Context context_;
  std::unique_ptr<v1::SettingsService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::SettingsEvent>> reader_;
};

TEST(WatchSettings, tells_its_caller_at_once_that_it_is_subscribed) {
  FakeEngine engine;
  const TestServer server(engine);
  Watching watching(server, 7);
  watching.wait_until_subscribed();
  EXPECT_EQ(engine.watched_from.take().value, 7U);
  EXPECT_EQ(engine.settings_watchers.size(), 1U);
}

TEST(WatchSettings, passes_events_on_in_order) {
  FakeEngine engine;
  const TestServer server(engine);
  Watching watching(server);
  watching.wait_until_subscribed();
  runtime::RevisionView snapshot;
  snapshot.revision = {4};
  engine.settings_watchers.publish(snapshot);
  for (std::uint64_t n = 5; n < 105; ++n) engine.settings_watchers.publish(committed(n));
  engine.settings_watchers.publish(runtime::HeartbeatEvent{{104}});
  EXPECT_EQ(watching.read().snapshot().revision(), 4U);
  for (std::uint64_t n = 5; n < 105; ++n) ASSERT_EQ(watching.read_committed(), n);
  EXPECT_EQ(watching.read().heartbeat().revision(), 104U);
}

TEST(WatchSettings, ends_with_the_revision_to_resume_from_where_its_start_is_gone) {
  FakeEngine engine;
  const TestServer server(engine);
  Watching watching(server, 7);
  watching.wait_until_subscribed();
  engine.settings_watchers.end({ErrorCode::revision_gone, "12", "revision 7 is no longer kept"});
  EXPECT_EQ(watching.read().event_case(), v1::SettingsEvent::EVENT_NOT_SET);
  const auto status = watching.finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(watching.resume_revision(), "12");
  EXPECT_EQ(details_of(status).reason(), "REVISION_GONE");
  EXPECT_EQ(details_of(status).metadata("path"), "(none)") << "a revision is no path";
}

TEST(WatchSettings, ends_when_the_daemon_stops) {
  FakeEngine engine;
  const TestServer server(engine);
  Watching watching(server);
  watching.wait_until_subscribed();
  engine.settings_watchers.publish(committed(5));
  engine.settings_watchers.end({ErrorCode::draining, "", "the daemon is stopping"});
  EXPECT_EQ(watching.read_committed(), 5U);
  EXPECT_EQ(watching.read().event_case(), v1::SettingsEvent::EVENT_NOT_SET);
  EXPECT_EQ(watching.finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(watching.resume_revision(), "(none)");
}

TEST(WatchSettings, lets_the_engine_go_when_its_caller_goes_away) {
  FakeEngine engine;
  const TestServer server(engine);
  {
    Watching watching(server);
    watching.wait_until_subscribed();
    engine.settings_watchers.publish(committed(5));
    EXPECT_EQ(watching.read_committed(), 5U);
  }
  EXPECT_TRUE(eventually([&] { return engine.settings_watchers.size() == 0; }));
  engine.settings_watchers.publish(committed(6));
}

TEST(WatchSettings, survives_callers_that_go_away_while_events_come) {
  FakeEngine engine;
  const TestServer server(engine);
  std::atomic<bool> stop = false;
  std::thread strand([&] {
    for (std::uint64_t n = 1; !stop; ++n) engine.settings_watchers.publish(committed(n, 100));
  });
  for (int round = 0; round < 100; ++round) {
    Watching watching(server);
    for (int n = 0; n < round % 5; ++n) watching.read();
  }
  stop = true;
  strand.join();
  EXPECT_TRUE(eventually([&] { return engine.settings_watchers.size() == 0; }));
}

TEST(WatchSettings, ends_who_does_not_keep_up_and_nobody_else) {
  FakeEngine engine;
  const TestServer server(engine);
  Watching slow(server.connect_narrowly(), 0), quick(server);
  slow.wait_until_subscribed();
  quick.wait_until_subscribed();
  std::uint64_t told = 0;
  while (engine.settings_watchers.size() == 2) {
    engine.settings_watchers.publish(committed(++told, 1000));
    ASSERT_EQ(quick.read_committed(), told);
  }
  std::uint64_t last = 0;
  for (auto event = slow.read(); event.has_committed(); event = slow.read()) {
    ASSERT_EQ(event.committed().revision(), last + 1);
    last = event.committed().revision();
  }
  EXPECT_EQ(last, told - 1);
  EXPECT_EQ(slow.finish().error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(slow.resume_revision(), std::to_string(last));
  EXPECT_EQ(engine.settings_watchers.size(), 1U);
}

TEST(WatchSettings, resumes_without_gap_or_duplicate) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  std::uint64_t revision = 1;
  const auto commit = [&] {
    auto request = world.request(R"({"camera":{"hot":)" + std::to_string(++revision % 100) + "}}");
    request.comment = std::string(1024, 'c');
    ASSERT_EQ(world.apply(request).report->revision.value, revision);
  };
  Watching slow(server.connect_narrowly(), 1);
  slow.wait_until_subscribed();
  // More than may wait for it, and some for the connection's own buffers.
  for (int n = 0; n < 1200; ++n) commit();
  std::vector<std::uint64_t> seen;
  for (auto event = slow.read(); event.has_committed(); event = slow.read())
    seen.push_back(event.committed().revision());
  ASSERT_EQ(slow.finish().error_code(), grpc::StatusCode::OUT_OF_RANGE);
  ASSERT_LT(seen.back(), revision);
  Watching again(server, std::stoull(slow.resume_revision()));
  again.wait_until_subscribed();
  commit();
  while (seen.back() < revision) {
    const auto event = again.read();
    ASSERT_TRUE(event.has_committed());
    seen.push_back(event.committed().revision());
  }
  for (std::uint64_t n = 2; n <= revision; ++n) ASSERT_EQ(seen[n - 2], n);
  EXPECT_EQ(seen.size(), revision - 1);
}

TEST(WatchSettings, tells_many_watchers) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  std::vector<std::unique_ptr<Watching>> all;
  for (int n = 0; n < 50; ++n) all.push_back(std::make_unique<Watching>(server));
  for (const auto& each : all) EXPECT_EQ(each->read().snapshot().revision(), 1U);
  world.apply(R"({"camera":{"hot":5}})");
  for (const auto& each : all) EXPECT_EQ(each->read_committed(), 2U);
}

TEST(WatchTransactions, tells_what_happens) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  const auto stub = server.settings();
  Context context;
  const auto reader = stub->WatchTransactions(&context, {});
  reader->WaitForInitialMetadata();
  const auto id = world.apply(R"({"camera":{"hot":5}})").report->transaction_id.value;
  v1::TransactionEvent event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_TRUE(event.has_started());
  EXPECT_EQ(event.transaction_id(), id);
  while (!event.has_ended()) ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.ended().state(), v1::Transaction::STATE_COMMITTED);
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(WatchTransactions, ends_who_does_not_keep_up) {
  FakeEngine engine;
  const TestServer server(engine);
  const auto stub = v1::SettingsService::NewStub(server.connect_narrowly());
  Context context;
  const auto reader = stub->WatchTransactions(&context, {});
  reader->WaitForInitialMetadata();
  runtime::TransactionEvent event;
  event.transaction_id = {base::make_uuid()};
  event.what.what = transaction::action::Publish::What::operation;
  event.what.operation.section = std::string(1000, 's');
  while (engine.transaction_watchers.size() == 1) engine.transaction_watchers.publish(event);
  v1::TransactionEvent read;
  while (reader->Read(&read)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST(WatchTransactions, ends_when_the_daemon_stops) {
  RuntimeWorld world;
  const TestServer server(*world.coordinator);
  const auto stub = server.settings();
  Context context;
  const auto reader = stub->WatchTransactions(&context, {});
  reader->WaitForInitialMetadata();
  world.drain();
  v1::TransactionEvent event;
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace visiond::rpc
