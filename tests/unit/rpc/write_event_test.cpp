#include "daemon/rpc/write_event.hpp"

#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

v1::Event written(pipeline::Happening happening) {
  v1::Event message;
  write({7, base::WallTime(std::chrono::milliseconds(1500)), {3}, std::move(happening)}, message);
  return message;
}

TEST(WriteEvent, tells_number_time_and_revision) {
  const auto event = written(pipeline::TrackStarted{});
  EXPECT_EQ(event.sequence(), 7U);
  EXPECT_EQ(event.time().seconds(), 1);
  EXPECT_EQ(event.time().nanos(), 500'000'000);
  EXPECT_EQ(event.revision(), 3U);
}

TEST(WriteEvent, tells_what_happened_to_a_track) {
  const auto started = written(pipeline::TrackStarted{5, "person"});
  EXPECT_EQ(started.track_started().track_id(), 5U);
  EXPECT_EQ(started.track_started().label(), "person");
  const auto ended = written(pipeline::TrackEnded{5, "person"});
  EXPECT_EQ(ended.track_ended().track_id(), 5U);
  EXPECT_EQ(ended.track_ended().label(), "person");
  const auto entered = written(pipeline::ZoneEntered{5, "person", "door"});
  EXPECT_EQ(entered.zone_entered().track_id(), 5U);
  EXPECT_EQ(entered.zone_entered().label(), "person");
  EXPECT_EQ(entered.zone_entered().zone(), "door");
  const auto left = written(pipeline::ZoneLeft{5, "person", "door"});
  EXPECT_EQ(left.zone_left().track_id(), 5U);
  EXPECT_EQ(left.zone_left().label(), "person");
  EXPECT_EQ(left.zone_left().zone(), "door");
}

TEST(WriteEvent, tells_what_happened_to_the_camera_in_text_that_is_fit_to_be_sent) {
  EXPECT_EQ(written(pipeline::CameraLost{"gone"}).camera_lost().message(), "gone");
  EXPECT_EQ(written(pipeline::CameraBack{"here"}).camera_back().message(), "here");
  EXPECT_NE(written(pipeline::CameraLost{"\xff"}).camera_lost().message(), "\xff");
}

TEST(WriteEvent, tells_all_that_was_said_of_the_scene) {
  const auto event = written(pipeline::SceneDescription{.text = "A yard.",
                                                        .model = "m",
                                                        .provider = "openai",
                                                        .frame_sequence = 8,
                                                        .revision = {2},
                                                        .latency = std::chrono::milliseconds(2250),
                                                        .input_tokens = 9,
                                                        .output_tokens = 10});
  const auto& scene = event.scene();
  EXPECT_EQ(scene.text(), "A yard.");
  EXPECT_EQ(scene.model(), "m");
  EXPECT_EQ(scene.provider(), "openai");
  EXPECT_EQ(scene.frame_sequence(), 8U);
  EXPECT_EQ(scene.revision(), 2U);
  EXPECT_EQ(scene.latency().seconds(), 2);
  EXPECT_EQ(scene.latency().nanos(), 250'000'000);
  EXPECT_EQ(scene.input_tokens(), 9);
  EXPECT_EQ(scene.output_tokens(), 10);
}

}  // namespace
}  // namespace visiond::rpc
