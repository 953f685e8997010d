#include "client/lib/session.hpp"
#include "tests/unit/client/fake_visiond.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace visiond::client {
namespace {

using namespace std::chrono_literals;
using grpc::StatusCode;
using Health = Session::HealthResponse;

class SessionWait : public ::testing::Test {
 protected:
  Answer<void> wait(const std::string& service, Nanoseconds timeout = 1min, std::stop_token stop = {}) const {
    return Session({.address = fake.address(), .timeout = timeout, .stop = std::move(stop)})
        .wait_until_serving(service);
  }

  testing::FakeVisiond fake;
};

TEST_F(SessionWait, ends_when_the_service_serves) {
  fake.health["camera"] = Health::NOT_SERVING;
  fake.watch_health = [](const auto&, auto&, auto& writer) {
    Health now;
    now.set_status(Health::SERVING);
    writer.Write(now);
    return grpc::Status::OK;
  };
  fake.start();
  EXPECT_TRUE(wait("camera"));
}

TEST_F(SessionWait, outlives_a_daemon_that_is_not_there_yet) {
  fake.health[""] = Health::SERVING;
  std::thread late([this] { fake.start(); });
  EXPECT_TRUE(wait(""));
  late.join();
}

TEST_F(SessionWait, outlives_a_watch_that_ends) {
  fake.health[""] = Health::NOT_SERVING;
  std::atomic<int> watches = 0;
  fake.watch_health = [&watches](const auto&, auto&, auto& writer) {
    const int number = ++watches;
    Health now;
    now.set_status(number < 3 ? Health::NOT_SERVING : Health::SERVING);
    writer.Write(now);
    return number == 1 ? grpc::Status(StatusCode::UNAVAILABLE, "restarting") : grpc::Status::OK;
  };
  fake.start();
  EXPECT_TRUE(wait(""));
  EXPECT_EQ(watches, 3);
}

TEST_F(SessionWait, gives_up_at_the_time_out_and_says_what_it_saw) {
  fake.health["camera"] = Health::NOT_SERVING;
  fake.start();
  const auto end = wait("camera", 200ms);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().reason, "NOT_SERVING");
  EXPECT_EQ(end.error().message, "camera does not serve: it is NOT_SERVING");
  EXPECT_EQ(wait("camra", 200ms).error().message, "camra does not serve: visiond knows no such service");
}

TEST_F(SessionWait, says_when_nobody_answered) {
  EXPECT_EQ(wait("", 100ms).error().message, "visiond does not serve: no visiond answered");
}

TEST_F(SessionWait, ends_when_a_stop_is_asked_for) {
  std::stop_source stop;
  fake.health[""] = Health::NOT_SERVING;
  fake.watch_health = [&](const auto&, auto&, auto&) {
    stop.request_stop();
    fake.until_stopped();
    return grpc::Status::OK;
  };
  fake.start();
  EXPECT_EQ(wait("", 1min, stop.get_token()).error().code, StatusCode::CANCELLED);
}

TEST_F(SessionWait, does_not_wait_for_what_cannot_change) {
  fake.watch_health = [](const auto&, auto&, auto&) {
    return grpc::Status(StatusCode::UNIMPLEMENTED, "no health here");
  };
  fake.start();
  EXPECT_EQ(wait("").error().code, StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace visiond::client
