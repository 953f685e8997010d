// DescribeScene.
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

class DescribeSceneTest : public ::testing::Test {
 protected:
  std::future<grpc::Status> call() {
    return std::async(std::launch::async, [this] {
      v1::DescribeSceneRequest request;
      request.set_prompt("What is there?");
      return server.vision()->DescribeScene(&context, request, &answer);
    });
  }

  FakeEngine engine;
  TestServer server{engine};
  Context context;
  v1::SceneDescription answer;
};

TEST_F(DescribeSceneTest, asks_with_the_callers_prompt_and_answers_what_was_said) {
  auto status = call();
  const auto asked = server.gemini.asked.take();
  EXPECT_EQ(asked.prompt, "What is there?");
  EXPECT_FALSE(asked.stop.stop_requested());
  asked.done(pipeline::SceneDescription{
      .text = "A yard.", .model = "m", .provider = "gemini", .frame_sequence = 4, .revision = {2}});
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.text(), "A yard.");
  EXPECT_EQ(answer.frame_sequence(), 4U);
}

TEST_F(DescribeSceneTest, tells_why_nothing_was_asked) {
  auto status = call();
  server.gemini.asked.take().done(base::Error{base::ErrorCode::budget_exhausted, "gemini.daily_budget", "used up"});
  const auto ended = status.get();
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(details_of(ended).reason(), "BUDGET_EXHAUSTED");
}

TEST_F(DescribeSceneTest, ends_the_request_when_its_caller_goes_away) {
  auto status = call();
  const auto asked = server.gemini.asked.take();
  context.TryCancel();
  EXPECT_EQ(status.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(eventually([&] { return asked.stop.stop_requested(); }));
  asked.done(pipeline::SceneDescription{});  // late, and told to nobody
}

}  // namespace
}  // namespace visiond::rpc
