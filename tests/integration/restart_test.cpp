// What a restart of the daemon brings back.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

namespace visiond {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::DaemonWorld;

TEST(Restart, comes_up_with_the_last_committed_revision) {
  DaemonWorld world;
  world.commit(R"({"camera":{"width":320,"height":240},"detection":{"class_confidence":{"traffic light":0.25}}})");
  const auto before = world.settings();
  world.restart();
  const auto after = world.settings();
  EXPECT_EQ(after.revision(), 2U);
  EXPECT_TRUE(MessageDifferencer::Equals(after.overrides(), before.overrides()));
  testing::ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(1));
  EXPECT_EQ(log.results().front().revision(), 2U);
  EXPECT_EQ(log.results().front().frame_width(), 320);
}

TEST(Restart, answers_requests_from_before_by_their_ids) {
  DaemonWorld world;
  const auto with_id = [](v1::ApplyTransactionRequest& request) {
    request.set_request_id("5d9b8a36-7c59-4a7d-8c1d-2f6f2b1f6a10");
  };
  const auto first = world.apply(R"({"ui":{"theme":"dark"}})", with_id);
  world.restart();
  const auto again = world.apply(R"({"ui":{"theme":"dark"}})", with_id);
  ASSERT_TRUE(again.status.ok()) << again.status.error_message();
  EXPECT_EQ(again.transaction.transaction_id(), first.transaction.transaction_id());
  EXPECT_EQ(world.settings().revision(), 2U);
}

TEST(Restart, does_not_use_the_initial_settings_again) {
  DaemonWorld world({.settings = R"({"ui":{"theme":"dark"}})"});
  world.commit(R"({"ui":{"theme":null}})");
  world.restart();
  EXPECT_EQ(world.value("ui", "theme"), R"("system")");
  EXPECT_EQ(world.settings().revision(), 2U);
}

TEST(Restart, with_a_camera_that_is_away_serves_and_a_change_brings_it_back) {
  DaemonWorld world({.settings = R"({"camera":{"source":"file:/no/such.avi"}})"});
  const auto status = world.status();
  EXPECT_EQ(status.services(0).name(), "camera");
  EXPECT_EQ(status.services(0).state(), v1::ServiceStatus::STATE_AWAY);
  EXPECT_NE(status.services(0).last_error().find("/no/such.avi"), std::string::npos);
  // What does not touch it goes through.
  EXPECT_EQ(world.commit(R"({"ui":{"theme":"dark"}})").first_frame_sequence(), 0U);
  testing::ResultLog log(world.vision_stub());
  const auto back = world.commit(R"({"camera":{"source":"synthetic:"}})");
  EXPECT_TRUE(log.wait_for_revision(back.revision()));
}

}  // namespace
}  // namespace visiond
