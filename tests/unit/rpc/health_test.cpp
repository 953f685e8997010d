// grpc.health.v1 as a client sees it that has it from reflection only.
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/reflected.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <future>

namespace visiond::rpc {
namespace {

using testing::FakeEngine;
using testing::Reflected;
using testing::TestServer;

constexpr const char* health = "grpc.health.v1.Health";

std::string status_in(const std::optional<std::string>& answer) {
  return answer ? std::string(boost::json::parse(*answer).at("status").as_string()) : "(end)";
}

std::string asking_for(const std::string& service) { return R"({"service": ")" + service + "\"}"; }

class HealthTest : public ::testing::Test {
 protected:
  // The status, or the name of the code that the call failed with.
  std::string check(const std::string& service) {
    auto call = reflected.call(health, "Check", asking_for(service));
    const auto answer = call.read_json();
    const auto status = call.finish();
    if (status.ok()) return status_in(answer);
    return status.error_code() == grpc::StatusCode::NOT_FOUND ? "NOT_FOUND" : status.error_message();
  }

  FakeEngine engine;
  TestServer server{engine};
  Reflected reflected{server.connect()};
};

TEST_F(HealthTest, serves_as_a_whole_from_the_start) { EXPECT_EQ(check(""), "SERVING"); }

TEST_F(HealthTest, does_not_know_a_name_that_was_never_set) { EXPECT_EQ(check("toaster"), "NOT_FOUND"); }

TEST_F(HealthTest, tells_how_each_service_fares) {
  server.server->set_serving("camera", true);
  server.server->set_serving("detection", false);
  EXPECT_EQ(check("camera"), "SERVING");
  EXPECT_EQ(check("detection"), "NOT_SERVING");
  EXPECT_EQ(check(""), "SERVING") << "one service that is away does not take the daemon with it";
}

TEST_F(HealthTest, tells_a_watcher_each_change) {
  server.server->set_serving("camera", true);
  auto watch = reflected.call(health, "Watch", asking_for("camera"));
  EXPECT_EQ(status_in(watch.read_json()), "SERVING");
  server.server->set_serving("camera", false);
  EXPECT_EQ(status_in(watch.read_json()), "NOT_SERVING");
  server.server->set_serving("camera", true);
  EXPECT_EQ(status_in(watch.read_json()), "SERVING");
}

TEST_F(HealthTest, tells_a_watcher_when_a_name_becomes_known) {
  auto watch = reflected.call(health, "Watch", asking_for("ui"));
  EXPECT_EQ(status_in(watch.read_json()), "SERVICE_UNKNOWN");
  server.server->set_serving("ui", true);
  EXPECT_EQ(status_in(watch.read_json()), "SERVING");
}

TEST_F(HealthTest, tells_watchers_that_the_daemon_stops) {
  auto watch = reflected.call(health, "Watch", asking_for(""));
  EXPECT_EQ(status_in(watch.read_json()), "SERVING");
  auto stopping = std::async(std::launch::async, [&] { server.server->shut_down(std::chrono::milliseconds(100)); });
  EXPECT_EQ(status_in(watch.read_json()), "NOT_SERVING");
  EXPECT_EQ(status_in(watch.read_json()), "(end)");
  stopping.get();
}

}  // namespace
}  // namespace visiond::rpc
