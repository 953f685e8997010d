#include "services/camera/camera.hpp"

#include "tests/support/waiting.hpp"
#include "tests/unit/camera/camera_fixture.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace visiond::camera {
namespace {

using base::ErrorCode;
using transaction::ServiceState;

class CameraTest : public ::testing::Test {
 protected:
  // A camera that runs, with source 1.
  void run(const json::object& patch = {}) {
    auto prepared = world.start_up(patch).value();
    world.put_in_force(*prepared);
    sink.wait_for_source(1);
  }
  std::vector<std::string> violations(const json::object& patch, CameraOptions options = {}) {
    CameraWorld other(sink, std::move(options));
    std::vector<std::string> paths;
    for (const auto& violation : other.camera.check(other.change(patch), {})) {
      EXPECT_EQ(violation.code, ErrorCode::invalid_setting);
      paths.push_back(violation.path);
    }
    return paths;
  }

  std::shared_ptr<Script> script = std::make_shared<Script>();
  FakeSink sink;
  CameraWorld world{sink, {.allow_fault_options = true, .make_source = scripted(script)}};
};

using Paths = std::vector<std::string>;

TEST_F(CameraTest, accepts_its_defaults) { EXPECT_EQ(violations({}), Paths()); }

TEST_F(CameraTest, reports_every_mistake) {
  EXPECT_EQ(
      violations({{"source", "ftp://a"}, {"width", 640}, {"reconnect_initial_ms", 5000}, {"reconnect_max_ms", 1000}}),
      (Paths{"camera.source", "camera.height", "camera.reconnect_max_ms"}));
  EXPECT_EQ(violations({{"height", 480}}), Paths{"camera.width"});
}

TEST_F(CameraTest, takes_fault_options_only_where_they_are_allowed) {
  for (const auto* option : {"fail_open=1", "slow_open_ms=5", "stall_at=1", "disconnect_at=1", "corrupt_at=1"}) {
    const json::object patch{{"source", std::string("synthetic:#") + option}};
    EXPECT_EQ(violations(patch), Paths{"camera.source"});
    EXPECT_EQ(violations(patch, {.allow_fault_options = true}), Paths());
    // Also not from the store, which nobody checks.
    CameraWorld other(sink, {});
    EXPECT_EQ(other.start_up(patch).error().code, ErrorCode::invalid_setting);
  }
}

TEST_F(CameraTest, is_unaffected_when_it_is_only_offered_a_change) {
  run();
  EXPECT_EQ(world.prepare({}).value(), nullptr);
}

TEST_F(CameraTest, opens_behind_at_start_up_because_a_camera_that_is_away_is_no_failure) {
  script->open = [] { return lost("not there"); };
  auto prepared = world.start_up({}).value();
  EXPECT_FALSE(prepared->needs_switch());
  world.put_in_force(*prepared);
  while (world.camera.status().state != ServiceState::away) std::this_thread::yield();
  EXPECT_EQ(world.camera.status().last_error, "not there");
  EXPECT_TRUE(world.running_part().away());
}

TEST_F(CameraTest, is_disabled_without_a_source) {
  EXPECT_EQ(world.camera.status().state, ServiceState::disabled);
  for (const json::object& patch : {json::object{{"enabled", false}}, json::object{{"source", ""}}}) {
    auto prepared = world.start_up(patch).value();
    world.put_in_force(*prepared);
    EXPECT_EQ(world.running_part().source(), 0U);
    EXPECT_EQ(world.camera.status().state, ServiceState::disabled);
  }
  EXPECT_EQ(script->opened, 0);
}

TEST_F(CameraTest, tells_its_state_and_source) {
  run({{"source", "synthetic:#seed=4"}});
  const auto status = world.camera.status();
  EXPECT_EQ(status.state, ServiceState::ok);
  EXPECT_EQ(status.details.at("source"), "synthetic:#seed=4");
  EXPECT_EQ(status.details.at("width"), 8);
}

TEST_F(CameraTest, counts_the_threads_that_were_given_up) {
  EXPECT_EQ(world.camera.status().details.at("abandoned_threads").to_number<int>(), 0);
  run();
  std::promise<void> go_on;
  script->open = [gate = go_on.get_future().share()] {
    gate.wait();
    return base::Result<void>();
  };
  EXPECT_FALSE(world.prepare({{"source", "synthetic:#seed=2"}, {"frame_timeout_ms", 100}}));
  EXPECT_EQ(world.camera.status().details.at("abandoned_threads").to_number<int>(), 1);
  go_on.set_value();
}

TEST_F(CameraTest, tells_its_listener_of_losses_and_returns) {
  testing::Mailbox<std::string> told;
  std::atomic<bool> there = true;
  script->read = [&](std::int64_t) -> base::Result<cv::Mat> {
    if (there) return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
    return lost("gone");
  };
  CameraWorld heard(sink, {.make_source = scripted(script),
                           .listener = {.lost = [&](const std::string& message) { told.put("lost: " + message); },
                                        .back = [&](const std::string& message) { told.put("back: " + message); }}});
  heard.put_in_force(*heard.start_up({{"reconnect_initial_ms", 50}}).value());
  sink.wait_for_source(1);
  there = false;
  EXPECT_EQ(told.take(), "lost: gone");
  there = true;
  EXPECT_EQ(told.take(), "back: synthetic: gives frames again");
  EXPECT_TRUE(told.empty());
}

TEST_F(CameraTest, wants_name_and_password_together_and_no_colon_in_a_name) {
  EXPECT_EQ(violations({{"username", "me"}}), Paths{"camera.password_ref"});
  EXPECT_EQ(violations({{"password_ref", "env:A"}}), Paths{"camera.username"});
  EXPECT_EQ(violations({{"username", "a:b"}, {"password_ref", "env:A"}}), Paths{"camera.username"});
  EXPECT_EQ(violations({{"username", "me"}, {"password_ref", "env:A"}}), Paths());
}

TEST_F(CameraTest, hands_on_how_a_source_is_reached) {
  SourceSpec asked;
  CameraWorld other(sink, {.make_source = [&](const SourceSpec& spec) {
                      asked = spec;
                      return std::make_unique<ScriptedSource>(script);
                    }});
  auto prepared = other.prepare({{"source", "rtsp://camera/a"},
                                 {"username", "me"},
                                 {"password_ref", "file:/secret"},
                                 {"rtsp_transport", "udp"},
                                 {"frame_timeout_ms", 1234}});
  ASSERT_TRUE(prepared);
  EXPECT_EQ(asked.uri.scheme, Scheme::rtsp);
  EXPECT_EQ(asked.access, (Access{Transport::udp, "me", "file:/secret", 1234}));
}

TEST_F(CameraTest, shares_the_capture_when_only_hot_parameters_change) {
  run();
  auto prepared = world.prepare({{"rotate", 90}, {"queue_frames", 7}}).value();
  EXPECT_FALSE(prepared->needs_switch());
  EXPECT_EQ(part_of(*prepared).capture(), world.running_part().capture());
  EXPECT_EQ(part_of(*prepared).source(), 1U);
  EXPECT_EQ(part_of(*prepared).settings().rotate, 90);
  EXPECT_EQ(world.running_part().settings().rotate, 0);
  EXPECT_EQ(script->opened, 1);
}

TEST_F(CameraTest, tunes_the_running_capture_when_the_change_is_in_force_and_not_before) {
  run();
  const auto& tuning = world.running_part().capture()->status()->tuning;
  auto prepared = world.prepare({{"frame_timeout_ms", 777}, {"reconnect_initial_ms", 60}}).value();
  EXPECT_EQ(tuning.frame_timeout_ms, 5000);
  world.put_in_force(*prepared);
  EXPECT_EQ(tuning.frame_timeout_ms, 777);
  EXPECT_EQ(tuning.reconnect_initial_ms, 60);
}

TEST_F(CameraTest, opens_another_source_beside_the_running_one) {
  run();
  auto prepared = world.prepare({{"width", 320}, {"height", 240}, {"fps", 250}}).value();
  EXPECT_FALSE(prepared->needs_switch());
  EXPECT_EQ(part_of(*prepared).source(), 2U);
  sink.wait_for_source(2);
  EXPECT_EQ(script->open_now, 2);
  // What the source settled for, where something was asked for.
  EXPECT_EQ(prepared->effective().at("width"), 8);
  EXPECT_EQ(prepared->effective().at("height"), 8);
  EXPECT_EQ(prepared->effective().at("fps"), 250.0);
}

TEST_F(CameraTest, leaves_what_was_the_sources_choice_at_zero) {
  run();
  auto prepared = world.prepare({{"source", "synthetic:#seed=2"}}).value();
  EXPECT_EQ(prepared->effective().at("width"), 0);
  EXPECT_EQ(prepared->effective().at("fps").to_number<double>(), 0);
}

TEST_F(CameraTest, closes_what_it_opened_when_the_change_is_dropped) {
  run();
  auto prepared = world.prepare({{"source", "synthetic:#seed=2"}}).value();
  EXPECT_EQ(script->open_now, 2);
  prepared.reset();
  EXPECT_EQ(script->open_now, 1);
  sink.wait_for(sink.count() + 3);
}

TEST_F(CameraTest, fails_cleanly_where_the_new_source_cannot_be_opened) {
  run();
  const auto prepared = world.prepare({{"source", "synthetic:#fail_open=1"}});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ErrorCode::rolled_back);
  EXPECT_EQ(prepared.error().path, "camera.source");
  EXPECT_EQ(prepared.error().message, "cannot open synthetic:: it fails as #fail_open=1 says");
  EXPECT_EQ(script->open_now, 1);
  EXPECT_EQ(world.camera.status().state, ServiceState::ok);
}

TEST_F(CameraTest, does_not_wait_longer_than_the_time_out_for_a_source_that_hangs) {
  run();
  std::promise<void> go_on;
  script->open = [gate = go_on.get_future().share()] {
    gate.wait();
    return base::Result<void>();
  };
  const auto prepared = world.prepare({{"source", "synthetic:#seed=2"}, {"frame_timeout_ms", 100}});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().message, "cannot open synthetic:: no frame came within 100 ms");
  EXPECT_EQ(world.camera.status().state, ServiceState::ok);
  go_on.set_value();
}

TEST_F(CameraTest, brings_a_camera_that_is_away_back_with_a_change_that_touches_it) {
  std::atomic<bool> there = false;
  script->open = [&]() -> base::Result<void> {
    if (there) return {};
    return lost("not there");
  };
  world.put_in_force(*world.start_up({{"reconnect_initial_ms", 60000}, {"reconnect_max_ms", 60000}}).value());
  while (world.camera.status().state != ServiceState::away) std::this_thread::yield();
  EXPECT_FALSE(world.prepare({{"width", 320}, {"height", 240}}));
  there = true;
  auto prepared = world.prepare({{"width", 320}, {"height", 240}}).value();
  world.put_in_force(*prepared);
  EXPECT_EQ(world.camera.status().state, ServiceState::ok);
}

TEST_F(CameraTest, never_blocks_the_strand_where_nothing_ran_before) {
  script->open = [] { return lost("not there"); };
  auto prepared = world.prepare({{"rotate", 90}}).value();
  EXPECT_NE(part_of(*prepared).capture(), nullptr);
}

}  // namespace
}  // namespace visiond::camera
