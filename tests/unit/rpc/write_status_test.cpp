#include "daemon/rpc/write_status.hpp"

#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

using std::chrono::milliseconds;

runtime::EngineStatus engine_status(transaction::ServiceStatus camera) {
  runtime::EngineStatus status;
  status.revision = {12};
  status.services.push_back({"camera", std::move(camera)});
  status.ignored.push_back({"camera.zoom", "no such setting today"});
  return status;
}

TEST(WriteStatus, writes_revision_services_and_ignored_settings) {
  transaction::ServiceStatus camera;
  camera.state = transaction::ServiceState::away;
  camera.message = "waiting for the device";
  camera.since = base::WallTime(std::chrono::seconds(100));
  camera.retry_at = base::WallTime(std::chrono::seconds(200));
  camera.last_error = "no such device";
  camera.details = {{"width", 1280}};
  v1::Status message;
  write(engine_status(camera), message);
  EXPECT_EQ(message.revision(), 12U);
  ASSERT_EQ(message.services_size(), 1);
  const auto& service = message.services(0);
  EXPECT_EQ(service.name(), "camera");
  EXPECT_EQ(service.state(), v1::ServiceStatus::STATE_AWAY);
  EXPECT_EQ(service.message(), "waiting for the device");
  EXPECT_EQ(service.since().seconds(), 100);
  EXPECT_EQ(service.retry_at().seconds(), 200);
  EXPECT_EQ(service.last_error(), "no such device");
  EXPECT_EQ(service.details().fields().at("width").number_value(), 1280);
  ASSERT_EQ(message.ignored_settings_size(), 1);
  EXPECT_EQ(message.ignored_settings(0).path(), "camera.zoom");
  EXPECT_EQ(message.ignored_settings(0).reason(), "no such setting today");
}

TEST(WriteStatus, leaves_out_what_there_is_not) {
  v1::Status message;
  write(engine_status({}), message);
  EXPECT_FALSE(message.services(0).has_since());
  EXPECT_FALSE(message.services(0).has_retry_at());
  EXPECT_FALSE(message.services(0).has_details());
}

TEST(WriteStatus, can_be_read_whatever_a_driver_said) {
  transaction::ServiceStatus camera;
  camera.message = camera.last_error = "\xE9tat";
  v1::Status message, read;
  write(engine_status(camera), message);
  EXPECT_TRUE(read.ParseFromString(message.SerializeAsString()));
  EXPECT_EQ(read.services(0).last_error(), "\xEF\xBF\xBDtat");
}

TEST(WriteStatus, writes_a_stage) {
  pipeline::StageStatus stage;
  stage.name = "detection";
  stage.fps = 29.5;
  stage.frames = 1000;
  stage.drops = {{"queue_full", 3}};
  stage.queue_length = 2;
  stage.latency_p50 = milliseconds(14);
  stage.latency_p99 = milliseconds(40);
  v1::StageStatus message;
  write(stage, message);
  EXPECT_EQ(message.name(), "detection");
  EXPECT_EQ(message.fps(), 29.5);
  EXPECT_EQ(message.frames(), 1000U);
  ASSERT_EQ(message.drops_size(), 1);
  EXPECT_EQ(message.drops(0).reason(), "queue_full");
  EXPECT_EQ(message.drops(0).count(), 3U);
  EXPECT_EQ(message.queue_length(), 2);
  EXPECT_EQ(message.latency_p50().nanos(), 14000000);
  EXPECT_EQ(message.latency_p99().nanos(), 40000000);
}

}  // namespace
}  // namespace visiond::rpc
