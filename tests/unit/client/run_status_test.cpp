// status, health, wait: how the daemon fares.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

using Health = grpc::health::v1::HealthCheckResponse;

class RunStatus : public RunTest {
 protected:
  RunStatus() {
    fake.status = read<v1::Status>(R"({"revision": "12", "version": "0.1.0", "uptime": "5s",
        "services": [{"name": "camera", "state": "STATE_AWAY", "message": "no frame for 5 s"},
                     {"name": "daemon", "state": "STATE_OK"}]})");
    fake.health = {{"", Health::SERVING}, {"camera", Health::NOT_SERVING}};
  }
};

using RunHealth = RunStatus;
using RunWait = RunStatus;

TEST_F(RunStatus, shows_the_services) {
  const auto outcome = run({"status"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.out.find("camera   AWAY          no frame for 5 s\n"), std::string::npos) << outcome.out;
  EXPECT_EQ(read<v1::Status>(run({"status", "-o", "json"}).out).services_size(), 2);
}

TEST_F(RunStatus, colours_what_is_not_well_on_a_terminal) {
  Output out;
  EXPECT_EQ(visionctl(with_address({"status"}), out, {.terminal = true, .colour = true}), 0);
  EXPECT_NE(out.text().find("\x1b[31mcamera"), std::string::npos) << out.text();
}

TEST_F(RunHealth, checks_the_daemon_and_every_service_that_has_a_health) {
  const auto outcome = run({"health"});
  EXPECT_EQ(outcome.code, 0) << "the daemon serves, whatever its camera does";
  EXPECT_EQ(outcome.out, "SERVICE  HEALTH\nvisiond  SERVING\ncamera   NOT_SERVING\n");
  EXPECT_EQ(lines_of(run({"health", "-o", "json"}).out),
            (std::vector<std::string>{R"({"service":"","status":"SERVING"})",
                                      R"({"service":"camera","status":"NOT_SERVING"})"}));
}

TEST_F(RunHealth, ends_with_7_where_what_was_asked_for_does_not_serve) {
  EXPECT_EQ(run({"health", "visiond"}).code, 0);
  EXPECT_EQ(run({"health", "camera"}).code, 7);
  fake.health[""] = Health::NOT_SERVING;
  EXPECT_EQ(run({"health"}).code, 7);
}

TEST_F(RunHealth, fails_for_a_service_that_is_not_known) {
  const auto outcome = run({"health", "camra"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "visionctl: unknown service\n");
}

TEST_F(RunWait, ends_when_the_service_serves) {
  EXPECT_EQ(run({"wait", "visiond"}).code, 0);
  EXPECT_EQ(run({"wait", "visiond"}).out, "");
}

TEST_F(RunWait, ends_with_7_at_the_time_out) {
  const auto outcome = run({"wait", "camera", "--timeout", "200ms"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.err, "visionctl: camera does not serve: it is NOT_SERVING (NOT_SERVING)\n");
}

TEST_F(RunWait, needs_a_name) { EXPECT_EQ(run({"wait"}).code, 2); }

}  // namespace
}  // namespace visiond::testing
