// Scenes described by the whole daemon, against a provider that answers as a test says.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/event_log.hpp"
#include "tests/support/provider_server.hpp"
#include "tests/support/waiting.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <future>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::EventLog;
using testing::eventually;
using testing::ProviderServer;

const std::string key = "c4n4ry-k3y";

class GeminiDaemon : public ::testing::Test {
 protected:
  GeminiDaemon() { setenv("VISIOND_TEST_KEY", key.c_str(), 1); }
  ~GeminiDaemon() override { unsetenv("VISIOND_TEST_KEY"); }

  // A patch that enables it, with more of the section.
  std::string enabling(const std::string& more = "", const std::string& others = "") const {
    return R"({"gemini":{"enabled":true,"model":"m","api_key_ref":"env:VISIOND_TEST_KEY","max_attempts":1,"base_url":")" +
           server.url() + "\"" + (more.empty() ? "" : ",") + more + "}" + (others.empty() ? "" : ",") + others + "}";
  }
  grpc::Status describe(v1::SceneDescription& answer, const std::string& prompt = "") {
    grpc::ClientContext context;
    v1::DescribeSceneRequest request;
    request.set_prompt(prompt);
    return world.vision_stub().DescribeScene(&context, request, &answer);
  }
  v1::ServiceStatus service() {
    const auto status = world.status();
    const auto found = std::find_if(status.services().begin(), status.services().end(),
                                    [](const auto& each) { return each.name() == "gemini"; });
    return found != status.services().end() ? *found : v1::ServiceStatus();
  }
  double requests_today() { return service().details().fields().at("requests_today").number_value(); }
  double metric(const std::string& name, const std::string& label, const std::string& value) {
    const auto metrics = world.metrics();
    for (const auto& each : metrics.metrics())
      if (each.name() == name && each.labels().contains(label) && each.labels().at(label) == value) return each.value();
    return 0;
  }

  ProviderServer server{{.key = key}};
  DaemonWorld world{{.settings = R"({"camera":{"source":"synthetic:#seed=5","name":"gate","width":320,"height":240,
                                               "fps":30}})"}};
};

TEST_F(GeminiDaemon, describes_the_newest_frame_by_either_protocol) {
  EventLog log(world.vision_stub());
  const auto revision = world.commit(enabling()).revision();
  v1::SceneDescription scene;
  auto status = describe(scene, "What is at the {camera}?");
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(scene.text(), "A quiet yard.");
  EXPECT_EQ(scene.provider(), "gemini");
  EXPECT_EQ(scene.revision(), revision);
  EXPECT_GT(scene.frame_sequence(), 0U);
  EXPECT_EQ(scene.input_tokens(), 258);
  ASSERT_TRUE(log.wait_for([](const v1::Event& event) { return event.scene().text() == "A quiet yard."; }));
  EXPECT_NE(server.asked().at(0).body.find("What is at the gate?"), std::string::npos);
  EXPECT_NE(server.asked().at(0).body.find("/9j/"), std::string::npos) << "a JPEG begins with it in base64";
  world.commit(R"({"gemini":{"provider":"openai"}})");
  ASSERT_TRUE(describe(scene).ok());
  EXPECT_EQ(scene.provider(), "openai");
  EXPECT_EQ(server.asked().at(1).target, "/chat/completions");
  EXPECT_EQ(requests_today(), 2);
  EXPECT_EQ(metric("visiond_gemini_requests_total", "outcome", "ANSWERED"), 2);
  EXPECT_EQ(metric("visiond_gemini_tokens_total", "direction", "input"), 2 * 258);
}

TEST_F(GeminiDaemon, is_disabled_until_it_is_enabled) {
  EXPECT_EQ(service().state(), v1::ServiceStatus::STATE_DISABLED);
  v1::SceneDescription scene;
  const auto status = describe(scene);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_NE(status.error_message().find("gemini.enabled is false"), std::string::npos) << status.error_message();
  world.commit(enabling());
  EXPECT_EQ(service().state(), v1::ServiceStatus::STATE_OK);
}

TEST_F(GeminiDaemon, names_every_mistake_of_the_section_at_once) {
  const auto refused = world.apply(R"({"gemini":{"enabled":true},"camera":{"width":320,"height":0}})");
  EXPECT_EQ(refused.reason, "INVALID_SETTING");
  std::vector<std::string> paths;
  for (const auto& each : refused.transaction.violations()) paths.push_back(each.path());
  EXPECT_EQ(std::count(paths.begin(), paths.end(), "gemini.model"), 1);
  EXPECT_EQ(std::count(paths.begin(), paths.end(), "gemini.api_key_ref"), 1);
}

TEST_F(GeminiDaemon, that_refuses_the_key_fails_the_whole_transaction) {
  const auto before = world.settings();
  setenv("VISIOND_TEST_KEY", "wr0ng-k3y", 1);
  const auto failed = world.apply(
      enabling(R"("verify_on_apply":true)",
               R"("camera":{"width":640,"height":480},"detection":{"backend":"motion","motion_history":77})"));
  EXPECT_EQ(failed.transaction.state(), v1::Transaction::STATE_ROLLED_BACK);
  EXPECT_EQ(failed.reason, "ROLLED_BACK");
  EXPECT_NE(failed.status.error_message().find("HTTP 401"), std::string::npos) << failed.status.error_message();
  EXPECT_EQ(failed.status.error_details().find("wr0ng-k3y"), std::string::npos);
  EXPECT_EQ(server.requests(), 1U);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(world.settings(), before));
  EXPECT_EQ(world.status().revision(), before.revision());
  EXPECT_EQ(world.value("camera", "width"), "320");
  EXPECT_EQ(service().state(), v1::ServiceStatus::STATE_DISABLED);
  grpc::ClientContext context;
  v1::Frame frame;
  ASSERT_TRUE(world.vision_stub().GetSnapshot(&context, {}, &frame).ok());
  EXPECT_EQ(frame.width(), 320);
  EXPECT_EQ(frame.detections().revision(), before.revision());

  setenv("VISIOND_TEST_KEY", key.c_str(), 1);
  EXPECT_EQ(world.commit(enabling(R"("verify_on_apply":true)")).revision(), before.revision() + 1)
      << "and with the right one it goes through";
}

TEST_F(GeminiDaemon, asks_about_each_new_track) {
  EventLog log(world.vision_stub());
  world.commit(enabling(R"("trigger":"new_track","requests_per_min":600)", R"("inference":{"track_min_hits":2})"));
  ASSERT_TRUE(log.wait_for(v1::Event::kScene));
  EXPECT_GE(server.requests(), 1U);
}

TEST_F(GeminiDaemon, asks_at_an_interval) {
  EventLog log(world.vision_stub());
  world.commit(enabling(R"("trigger":"interval","interval_s":1)"));
  std::size_t scenes = 0;
  ASSERT_TRUE(log.wait_for([&](const v1::Event& event) { return event.has_scene() && ++scenes == 2; }));
}

TEST_F(GeminiDaemon, keeps_its_budget_across_a_restart) {
  world.commit(enabling(R"("daily_budget":2)"));
  v1::SceneDescription scene;
  ASSERT_TRUE(describe(scene).ok());
  ASSERT_TRUE(describe(scene).ok());
  for (int n = 0; n < 2; ++n) {
    const auto status = describe(scene);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_NE(status.error_message().find("gemini.daily_budget"), std::string::npos) << status.error_message();
    EXPECT_EQ(requests_today(), 2);
    if (n == 0) world.restart();
  }
  EXPECT_EQ(server.requests(), 2U);
  EXPECT_TRUE(std::filesystem::exists(world.folder() / "state" / "gemini.sqlite"));
}

TEST_F(GeminiDaemon, gives_up_a_request_when_the_settings_change_the_caller_goes_or_the_daemon_ends) {
  server.always({.silent = true});
  world.commit(enabling(R"("timeout_ms":120000)"));
  const auto ask = [this] {
    return std::async(std::launch::async, [this] {
      v1::SceneDescription scene;
      return describe(scene);
    });
  };
  const auto asked = [this](std::size_t requests) { return eventually([&] { return server.requests() == requests; }); };
  auto changed = ask();
  ASSERT_TRUE(asked(1));
  world.commit(R"({"gemini":{"temperature":1}})");
  EXPECT_EQ(changed.get().error_code(), grpc::StatusCode::CANCELLED);

  grpc::ClientContext context;
  auto left = std::async(std::launch::async, [&] {
    v1::SceneDescription scene;
    return world.vision_stub().DescribeScene(&context, {}, &scene);
  });
  ASSERT_TRUE(asked(2));
  context.TryCancel();
  EXPECT_EQ(left.get().error_code(), grpc::StatusCode::CANCELLED);
  ASSERT_TRUE(eventually([&] { return metric("visiond_gemini_requests_total", "outcome", "CANCELLED") == 2; }));

  const auto stub = v1::VisionService::NewStub(world.channel());
  auto ended = std::async(std::launch::async, [&] {
    grpc::ClientContext own;
    v1::SceneDescription scene;
    return stub->DescribeScene(&own, {}, &scene);
  });
  ASSERT_TRUE(asked(3));
  world.restart();
  EXPECT_EQ(ended.get().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GeminiDaemon, that_is_left_alone_is_impaired_until_it_may_be_tried_again) {
  server.always({.status = 429, .headers = {{"Retry-After", "3600"}}});
  world.commit(enabling());
  v1::SceneDescription scene;
  EXPECT_EQ(describe(scene).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(describe(scene).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(server.requests(), 1U);
  EXPECT_EQ(service().state(), v1::ServiceStatus::STATE_IMPAIRED);
  EXPECT_TRUE(service().has_retry_at());
  EXPECT_NE(service().last_error().find("HTTP 429"), std::string::npos);
}

TEST_F(GeminiDaemon, goes_on_without_a_ledger_and_sends_nothing) {
  world.commit(enabling());
  const auto ledger = world.folder() / "state" / "gemini.sqlite";
  world.stop();
  std::filesystem::remove(ledger);
  std::filesystem::create_directory(ledger);
  world.restart();
  EXPECT_EQ(service().state(), v1::ServiceStatus::STATE_IMPAIRED);
  v1::SceneDescription scene;
  EXPECT_FALSE(describe(scene).ok());
  EXPECT_EQ(server.requests(), 0U);
  EXPECT_GT(world.commit(R"({"ui":{"theme":"dark"}})").revision(), 0U);
}

}  // namespace
}  // namespace visiond
