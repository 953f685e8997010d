// Transactions on a V4L2 device: a control is written without closing it, anything else takes its place.
#include "services/camera/prepared_camera.hpp"
#include "services/camera/v4l2_source.hpp"
#include "tests/unit/camera/camera_fixture.hpp"
#include "tests/unit/camera/fake_v4l2.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace visiond::camera {
namespace {

using transaction::ServiceState;

class V4l2Switch : public ::testing::Test {
 protected:
  V4l2Switch() {
    world.put_in_force(*world.start_up({{"source", "v4l2:/dev/video0"}, {"reconnect_initial_ms", 50}}).value());
    sink.wait_for_source(1);
  }
  SourceFactory devices() {
    return [fake = fake](const SourceSpec& spec) {
      return std::make_unique<V4l2Source>(spec.uri.path, [fake] { return std::make_unique<FakeV4l2Device>(fake); });
    };
  }
  double value(V4l2Property property) {
    std::lock_guard lock(fake->mutex);
    return fake->values[property];
  }
  int openings() {
    std::lock_guard lock(fake->mutex);
    return fake->openings;
  }

  std::shared_ptr<FakeV4l2> fake = std::make_shared<FakeV4l2>();
  FakeSink sink;
  CameraWorld world{sink, {.allow_fault_options = true, .make_source = devices()}};
};

TEST_F(V4l2Switch, writes_a_control_to_the_device_that_runs) {
  auto prepared = world.prepare({{"exposure_us", 12345}, {"gain", 64}}).value();
  EXPECT_TRUE(prepared->needs_switch());
  EXPECT_EQ(value(V4l2Property::exposure), 157);
  EXPECT_EQ(prepared->effective().at("exposure_us"), 12345);
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(value(V4l2Property::exposure), 123);
  EXPECT_EQ(prepared->effective().at("exposure_us"), 12300);
  EXPECT_EQ(prepared->effective().at("gain"), 20);
  EXPECT_EQ(part_of(*prepared).source(), 1U);
  world.put_in_force(*prepared);
  EXPECT_EQ(openings(), 1);
}

TEST_F(V4l2Switch, goes_back_to_the_values_before) {
  auto first = world.prepare({{"exposure_us", 1000}}).value();
  ASSERT_TRUE(first->switch_over({}));
  world.put_in_force(*first);
  auto prepared = world.prepare({{"exposure_us", 2000}, {"gain", 7}}).value();
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(value(V4l2Property::exposure), 20);
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(value(V4l2Property::exposure), 10);
  EXPECT_EQ(value(V4l2Property::gain), 5);
  EXPECT_EQ(openings(), 1);
}

TEST_F(V4l2Switch, writes_nothing_where_no_control_changes) {
  EXPECT_FALSE(world.prepare({{"rotate", 90}}).value()->needs_switch());
}

TEST_F(V4l2Switch, writes_controls_of_a_lost_device_when_it_is_back) {
  {
    std::lock_guard lock(fake->mutex);
    fake->there = false;
  }
  while (world.camera.status().state != ServiceState::away) std::this_thread::yield();
  auto prepared = world.prepare({{"exposure_us", 1000}}).value();
  EXPECT_FALSE(prepared->needs_switch());
  EXPECT_EQ(prepared->effective().at("exposure_us"), 1000);
  world.put_in_force(*prepared);
  {
    std::lock_guard lock(fake->mutex);
    fake->there = true;
  }
  while (world.camera.status().state != ServiceState::ok) std::this_thread::yield();
  EXPECT_EQ(value(V4l2Property::exposure), 10);
}

TEST_F(V4l2Switch, takes_another_size_in_place) {
  auto prepared = world.prepare({{"width", 320}, {"height", 240}}).value();
  EXPECT_TRUE(prepared->needs_switch());
  EXPECT_EQ(value(V4l2Property::width), 640);
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(value(V4l2Property::width), 320);
  EXPECT_EQ(prepared->effective().at("width"), 320);
  EXPECT_EQ(sink.wait_for_source(2).source, 2U);
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(value(V4l2Property::width), 640);
  EXPECT_EQ(sink.wait_for(sink.count() + 1).back().source, 1U);
  EXPECT_EQ(openings(), 1);
}

TEST_F(V4l2Switch, closes_a_device_that_is_lost_while_it_changes) {
  auto prepared = world.prepare({{"width", 320}, {"height", 240}}).value();
  fake->on_width = [this] { fake->there = false; };
  EXPECT_FALSE(prepared->switch_over({}));
  {
    std::lock_guard lock(fake->mutex);
    fake->there = true;
    fake->on_width = {};
    EXPECT_FALSE(fake->opened);
  }
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(value(V4l2Property::width), 640);
}

TEST_F(V4l2Switch, closes_a_device_that_cannot_do_so_before_it_is_opened_anew) {
  fake->changes_in_place = false;
  auto prepared = world.prepare({{"width", 1000}, {"height", 700}, {"pixel_format", "mjpg"}}).value();
  EXPECT_TRUE(prepared->needs_switch());
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(openings(), 2);
  EXPECT_EQ(prepared->effective().at("width"), 1000);
  EXPECT_EQ(prepared->effective().at("pixel_format"), "mjpg");
}

TEST_F(V4l2Switch, goes_back_to_what_the_device_had_although_nobody_asked_for_it) {
  auto prepared =
      world.prepare({{"width", 320}, {"height", 240}, {"exposure_us", 1000}, {"pixel_format", "mjpg"}}).value();
  ASSERT_TRUE(prepared->switch_over({}));
  EXPECT_EQ(value(V4l2Property::width), 320);
  EXPECT_EQ(value(V4l2Property::auto_exposure), 1);
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(value(V4l2Property::width), 640);
  EXPECT_EQ(value(V4l2Property::fps), 30);
  EXPECT_EQ(value(V4l2Property::auto_exposure), 3);
}

TEST_F(V4l2Switch, tells_what_the_device_gives_instead) {
  auto prepared = world.prepare({{"width", 7680}, {"height", 4320}, {"fps", 59.94}, {"pixel_format", "nv12"}}).value();
  ASSERT_TRUE(prepared->switch_over({}));
  const auto effective = prepared->effective();
  EXPECT_EQ(effective.at("width"), 1280);
  EXPECT_EQ(effective.at("height"), 720);
  EXPECT_EQ(effective.at("fps"), 30.0);
  EXPECT_EQ(effective.at("pixel_format"), "yuyv");
}

TEST_F(V4l2Switch, comes_back_when_somebody_else_takes_the_device) {
  auto prepared = world.prepare({{"width", 320}, {"height", 240}}).value();
  {
    std::lock_guard lock(fake->mutex);
    fake->changes_in_place = false;
    fake->open_errors = {EBUSY};
  }
  EXPECT_EQ(prepared->switch_over({}).error().message,
            "cannot open v4l2:/dev/video0: another program uses it, or it is no camera");
  ASSERT_TRUE(prepared->switch_back({}));
  EXPECT_EQ(world.camera.status().state, ServiceState::ok);
}

TEST(Controls, of_a_source_that_has_none_stay_with_the_device) {
  FakeSink sink;
  CameraWorld world{sink, {.make_source = scripted(std::make_shared<Script>())}};
  world.put_in_force(*world.start_up({}).value());
  sink.wait_for_source(1);
  auto prepared = world.prepare({{"exposure_us", 5000}, {"gain", 3}}).value();
  EXPECT_FALSE(prepared->needs_switch());
  EXPECT_EQ(prepared->effective().at("exposure_us"), 0);
  EXPECT_EQ(prepared->effective().at("gain"), 0);
}

}  // namespace
}  // namespace visiond::camera
