// The switch-over of a device that may be opened only once, and its way back.
#include "services/camera/prepared_camera.hpp"

#include "tests/unit/camera/camera_fixture.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace visiond::camera {
namespace {

using transaction::ServiceState;

const json::object another_size{{"width", 320}, {"height", 240}};

class SwitchOver : public ::testing::Test {
 protected:
  void run(const std::string& options = "exclusive=1") {
    auto prepared = world.start_up({{"source", "synthetic:#" + options}}).value();
    world.put_in_force(*prepared);
    sink.wait_for_source(1);
  }
  // Waits for a frame that was delivered after now.
  pipeline::SourceId next_source() { return sink.wait_for(sink.count() + 1).back().source; }

  std::shared_ptr<Script> script = std::make_shared<Script>();
  FakeSink sink;
  CameraWorld world{sink, {.allow_fault_options = true, .make_source = scripted(script)}};
};

TEST_F(SwitchOver, is_needed_where_either_side_wants_the_device_for_itself) {
  run("loop=1");
  EXPECT_FALSE(world.prepare(another_size).value()->needs_switch());
  auto exclusive = world.prepare({{"source", "synthetic:#exclusive=1"}}).value();
  EXPECT_TRUE(exclusive->needs_switch());
  ASSERT_TRUE(exclusive->switch_over({}));
  world.put_in_force(*exclusive);
  EXPECT_TRUE(world.prepare({{"source", "synthetic:#loop=1"}}).value()->needs_switch());
  EXPECT_FALSE(world.prepare({{"source", "file:elsewhere#slow_open_ms=0"}}).value()->needs_switch());
}

TEST_F(SwitchOver, touches_nothing_before_it_is_called) {
  run();
  auto prepared = world.prepare(another_size).value();
  EXPECT_TRUE(prepared->needs_switch());
  EXPECT_EQ(script->opened, 1);
  EXPECT_EQ(next_source(), 1U);
  // Not known yet.
  EXPECT_EQ(prepared->effective().at("width"), 320);
  prepared.reset();
  EXPECT_EQ(next_source(), 1U);
}

TEST_F(SwitchOver, closes_the_old_one_first_and_waits_for_a_good_frame_of_the_new_one) {
  std::atomic<int> most = 0;
  script->read = [&](std::int64_t) {
    most = std::max(most.load(), script->open_now.load());
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  run();
  const auto timeline = world.running_part().capture()->progress().timeline;
  auto prepared = world.prepare(another_size).value();
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(most, 1);
  EXPECT_EQ(script->open_now, 1);
  EXPECT_EQ(next_source(), 2U);
  EXPECT_EQ(prepared->effective().at("width"), 8);
  EXPECT_EQ(part_of(*prepared).capture()->progress().timeline, timeline);
}

TEST_F(SwitchOver, goes_back_to_the_old_one_with_a_good_frame) {
  run();
  const auto timeline = world.running_part().capture()->progress().timeline;
  auto prepared = world.prepare({{"source", "synthetic:#exclusive=1&fail_open=1"}}).value();
  const auto switched = prepared->switch_over({});
  ASSERT_FALSE(switched);
  EXPECT_EQ(switched.error().message, "cannot open synthetic:: it fails as #fail_open=1 says");
  EXPECT_EQ(script->open_now, 0);
  const auto count = sink.count();
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(world.camera.status().state, ServiceState::ok);
  EXPECT_EQ(sink.wait_for(count + 1).back().source, 1U);
  EXPECT_EQ(world.running_part().capture()->progress().timeline, timeline);
  EXPECT_EQ(script->open_now, 1);
}

TEST_F(SwitchOver, goes_back_also_when_the_new_one_runs_already) {
  run();
  auto prepared = world.prepare(another_size).value();
  ASSERT_TRUE(prepared->switch_over({}));
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(script->open_now, 1);
  EXPECT_EQ(next_source(), 1U);
  // Once more does no harm.
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(next_source(), 1U);
}

TEST_F(SwitchOver, says_that_the_way_back_failed_and_may_be_tried_again) {
  run();
  std::atomic<bool> there = true;
  script->open = [&]() -> base::Result<void> {
    if (there) return {};
    return lost("unplugged");
  };
  auto prepared = world.prepare(another_size).value();
  there = false;
  EXPECT_EQ(prepared->switch_over({}).error().message, "unplugged");
  EXPECT_EQ(prepared->switch_back({}).error().message, "unplugged");
  EXPECT_EQ(script->open_now, 0);
  there = true;
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(next_source(), 1U);
}

TEST_F(SwitchOver, goes_back_to_a_camera_that_was_away_by_looking_for_it_again) {
  std::atomic<bool> there = false;
  script->open = [&]() -> base::Result<void> {
    if (there) return {};
    return lost("not there");
  };
  world.put_in_force(*world.start_up({{"source", "synthetic:#exclusive=1"}, {"reconnect_initial_ms", 50}}).value());
  while (world.camera.status().state != ServiceState::away) std::this_thread::yield();
  auto prepared = world.prepare(another_size).value();
  EXPECT_FALSE(prepared->switch_over({}));
  EXPECT_TRUE(prepared->switch_back({}));
  there = true;
  EXPECT_EQ(sink.wait_for_source(1).source, 1U);
}

TEST_F(SwitchOver, allows_the_old_one_its_own_time_on_the_way_back) {
  run();
  auto prepared = world.prepare({{"source", "synthetic:#exclusive=1&fail_open=1"}, {"frame_timeout_ms", 100}}).value();
  EXPECT_FALSE(prepared->switch_over({}));
  script->open = [&] {
    // Longer than what the new settings would allow.
    const base::SystemClock clock;
    const auto until = clock.steady_now() + std::chrono::milliseconds(250);
    while (clock.steady_now() < until) std::this_thread::yield();
    return base::Result<void>();
  };
  EXPECT_TRUE(prepared->switch_back({}));
}

TEST_F(SwitchOver, is_not_held_up_by_a_device_that_hangs_and_comes_back_when_it_lets_go) {
  run();
  std::promise<void> go_on;
  std::atomic<int> opens = 0;
  script->open = [&, gate = go_on.get_future().share()] {
    if (++opens == 1) gate.wait();
    return base::Result<void>();
  };
  auto prepared = world.prepare({{"source", "synthetic:#exclusive=1&seed=2"}, {"frame_timeout_ms", 100}}).value();
  EXPECT_EQ(prepared->switch_over({}).error().message, "cannot open synthetic:: no frame came within 100 ms");
  // The device is still held.
  EXPECT_EQ(prepared->switch_back({}).error().message,
            "cannot open synthetic:: the device is in use and may be opened only once");
  go_on.set_value();
  EXPECT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(next_source(), 1U);
}

}  // namespace
}  // namespace visiond::camera
