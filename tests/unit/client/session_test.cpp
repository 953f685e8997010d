#include "client/lib/session.hpp"

#include "client/lib/value.hpp"
#include "tests/unit/client/fake_visiond.hpp"
#include "tests/unit/client/slow_door.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace visiond::client {
namespace {

using namespace std::chrono_literals;
using grpc::StatusCode;

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() { fake.start(); }
  SessionOptions options() const { return {.address = fake.address()}; }

  testing::FakeVisiond fake;
};

v1::SettingsEvent committed(std::uint64_t revision) {
  v1::SettingsEvent event;
  event.mutable_committed()->set_revision(revision);
  return event;
}

TEST_F(SessionTest, applies_a_patch_and_gets_the_answer) {
  fake.apply = [](const auto& request, auto& answer) {
    EXPECT_EQ(request.patch().fields().at("detection").struct_value().fields().at("confidence").number_value(), 0.6);
    answer.set_revision(13);
    return grpc::Status::OK;
  };
  v1::ApplyTransactionRequest request;
  *request.mutable_patch() = to_proto(json::parse(R"({"detection": {"confidence": 0.6}})").as_object());
  const auto answer = Session(options()).apply_transaction(request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->revision(), 13u);
}

TEST_F(SessionTest, serves_several_threads_at_once) {
  Session session(options());
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { answered += session.get_settings()->revision() == 12 ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 4);
}

TEST(Session, fails_at_once_where_nobody_listens) {
  const testing::FakeVisiond fake;
  Session session({.address = fake.address(), .timeout = 1h});
  const auto answer = session.get_settings();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(answer.error().reason, "");
}

// A machine that is too busy greets late; nothing is wrong with that.
TEST_F(SessionTest, waits_for_a_daemon_that_takes_a_while_to_answer_at_all) {
  const testing::TempFolder folder;
  const auto path = (folder.path() / "door.sock").string();
  const testing::SlowDoor door(path, fake.address().substr(std::string("unix:").size()), 1500ms);
  const auto answer = Session({.address = "unix:" + path}).get_settings();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->revision(), 12u);
}

TEST_F(SessionTest, goes_on_with_a_daemon_that_came_back) {
  Session session(options());
  ASSERT_TRUE(session.get_settings());
  fake.stop();
  fake.start();
  // The first call may still meet the lost connection; waiting makes a new one.
  fake.health[""] = Session::HealthResponse::SERVING;
  ASSERT_TRUE(session.wait_until_serving(""));
  EXPECT_TRUE(session.get_settings());
}

TEST_F(SessionTest, ends_a_call_at_its_time_out_and_knows_what_it_was_about) {
  fake.apply_in = [this](const auto&, grpc::ServerContext& context) {
    context.AddInitialMetadata("visiond-transaction-id", "t-1");
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Session session({.address = fake.address(), .timeout = 100ms});
  const auto answer = session.apply_transaction({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(undecided(answer.error()));
}

TEST_F(SessionTest, takes_the_transactions_id_from_the_metadata_of_an_answer_without_details) {
  fake.apply_in = [](const auto&, grpc::ServerContext& context) {
    context.AddInitialMetadata("visiond-transaction-id", "t-1");
    return grpc::Status(StatusCode::RESOURCE_EXHAUSTED, "details too large");
  };
  EXPECT_EQ(Session(options()).apply_transaction({}).error().transaction_id, "t-1");
}

TEST_F(SessionTest, ends_a_call_when_a_stop_is_asked_for) {
  std::stop_source stop;
  fake.apply_in = [&](const auto&, grpc::ServerContext&) {
    stop.request_stop();
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Session session({.address = fake.address(), .stop = stop.get_token()});
  const auto answer = session.apply_transaction({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, StatusCode::CANCELLED);
  EXPECT_TRUE(undecided(answer.error()));
}

TEST_F(SessionTest, starts_nothing_after_a_stop) {
  std::stop_source stop;
  stop.request_stop();
  Session session({.address = fake.address(), .stop = stop.get_token()});
  EXPECT_EQ(session.get_settings().error().code, StatusCode::CANCELLED);
}

TEST_F(SessionTest, survives_a_time_out_beyond_all_clocks) {
  Session session({.address = fake.address(), .timeout = Nanoseconds::max()});
  EXPECT_TRUE(session.get_settings());
}

TEST_F(SessionTest, ends_a_watch_where_the_handler_has_enough) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    for (std::uint64_t revision = 13; writer.Write(committed(revision));) ++revision;
    return grpc::Status::OK;
  };
  std::vector<std::uint64_t> seen;
  const auto end = Session(options()).watch_settings({}, [&](const v1::SettingsEvent& event) {
    seen.push_back(event.committed().revision());
    return seen.size() < 3;
  });
  EXPECT_TRUE(end);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{13, 14, 15}));
}

TEST_F(SessionTest, goes_on_with_a_watch_where_it_broke) {
  constexpr std::uint64_t newest = 16;
  fake.watch = [&](const auto& request, auto&, auto& writer) {
    const auto last = std::min(request.from_revision() + 2, newest);
    for (auto revision = request.from_revision() + 1; revision <= last; ++revision) writer.Write(committed(revision));
    return grpc::Status(StatusCode::UNAVAILABLE, "Socket closed");
  };
  Session session(options());
  std::vector<std::uint64_t> seen;
  v1::WatchSettingsRequest request;
  request.set_from_revision(12);
  while (seen.size() < 4) {
    const auto end = session.watch_settings(request, [&](const v1::SettingsEvent& event) {
      seen.push_back(event.committed().revision());
      return true;
    });
    ASSERT_FALSE(end);
    ASSERT_TRUE(end.error().resume_revision);
    request.set_from_revision(*end.error().resume_revision);
  }
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{13, 14, 15, 16}));
}

TEST_F(SessionTest, counts_snapshots_and_heartbeats_as_seen) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    v1::SettingsEvent event;
    event.mutable_snapshot()->set_revision(7);
    writer.Write(event);
    event.mutable_heartbeat()->set_revision(9);
    writer.Write(event);
    event.mutable_confirmed()->set_revision(8);
    writer.Write(event);
    return grpc::Status(StatusCode::UNAVAILABLE, "Socket closed");
  };
  const auto end = Session(options()).watch_settings({}, [](const auto&) { return true; });
  EXPECT_EQ(end.error().resume_revision, 9u);
}

TEST_F(SessionTest, takes_the_daemons_word_on_where_to_go_on) {
  fake.watch = [](const auto&, grpc::ServerContext& context, auto& writer) {
    writer.Write(committed(13));
    context.AddTrailingMetadata("resume_revision", "40");
    return testing::failure(StatusCode::OUT_OF_RANGE, "REVISION_GONE", "revision 12 is no longer kept");
  };
  const auto end = Session(options()).watch_settings({}, [](const auto&) { return true; });
  EXPECT_EQ(end.error().reason, "REVISION_GONE");
  EXPECT_EQ(end.error().resume_revision, 40u);
}

TEST_F(SessionTest, knows_no_place_to_go_on_where_nothing_was_seen) {
  fake.watch = [](const auto&, auto&, auto&) { return grpc::Status(StatusCode::UNAVAILABLE, "Socket closed"); };
  const auto end = Session(options()).watch_settings({}, [](const auto&) { return true; });
  EXPECT_FALSE(end.error().resume_revision);
}

TEST_F(SessionTest, takes_an_end_that_nobody_asked_for_as_a_failure) {
  fake.detections = [](const auto&, auto&, auto&) { return grpc::Status::OK; };
  const auto end = Session(options()).stream_detections({}, [](const auto&) { return true; });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().reason, "STREAM_ENDED");
  EXPECT_EQ(end.error().code, StatusCode::UNAVAILABLE);
}

TEST_F(SessionTest, ends_a_stream_by_its_time_out) {
  fake.detections = [this](const auto&, auto&, auto&) {
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Session session({.address = fake.address(), .timeout = 50ms});
  const auto end = session.stream_detections({}, [](const auto&) { return true; });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(SessionTest, ends_one_watch_by_a_stop_of_its_own) {
  fake.watch_transactions = [this](const auto&, auto&, auto&) {
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Session session(options());
  std::stop_source stop;
  EXPECT_TRUE(
      session.watch_transactions([](const auto&) { return true; }, [&] { stop.request_stop(); }, stop.get_token()));
  EXPECT_TRUE(session.get_settings()) << "the session goes on";
}

}  // namespace
}  // namespace visiond::client
