// The V4L2 source on a device that behaves as real ones were seen to.
#include "services/camera/v4l2_source.hpp"

#include "tests/unit/camera/capture_fixture.hpp"
#include "tests/unit/camera/fake_v4l2.hpp"

#include <gtest/gtest.h>
#include <opencv2/videoio.hpp>

#include <future>
#include <map>

namespace visiond::camera {
namespace {

class V4l2SourceTest : public ::testing::Test {
 protected:
  V4l2DeviceFactory devices() {
    return [fake = fake] { return std::make_unique<FakeV4l2Device>(fake); };
  }
  std::shared_ptr<FakeV4l2> fake = std::make_shared<FakeV4l2>();
  V4l2Source source{"/dev/video0", devices()};
};

TEST_F(V4l2SourceTest, takes_what_the_device_has_where_nothing_is_asked_for) {
  ASSERT_TRUE(source.open({}));
  EXPECT_EQ(source.format(), (Format{640, 480, 30, PixelFormat::yuyv}));
  EXPECT_TRUE(source.live());
  EXPECT_EQ(source.control({}).value(), Controls{});
  EXPECT_TRUE(fake->writes.empty());
}

TEST_F(V4l2SourceTest, reads_back_what_the_device_made_of_it) {
  ASSERT_TRUE(source.open({1920, 1080, 59.94, PixelFormat::nv12}));
  EXPECT_EQ(source.format(), (Format{1280, 720, 30, PixelFormat::yuyv}));
  EXPECT_EQ(source.read(0).value().size(), cv::Size(1280, 720));
}

TEST_F(V4l2SourceTest, sets_the_rate_after_the_size_which_changes_it) {
  ASSERT_TRUE(source.open({320, 240, 15, PixelFormat::mjpg}));
  EXPECT_EQ(source.format(), (Format{320, 240, 15, PixelFormat::mjpg}));
  EXPECT_EQ(fake->writes, (std::vector<V4l2Property>{V4l2Property::fourcc, V4l2Property::width, V4l2Property::height,
                                                     V4l2Property::fps}));
  // A rate with a fraction loses it.
  V4l2Source again("/dev/video1", [] { return std::make_unique<FakeV4l2Device>(std::make_shared<FakeV4l2>()); });
  ASSERT_TRUE(again.open({320, 240, 7.5}));
  EXPECT_EQ(again.format().fps, 7);
}

TEST_F(V4l2SourceTest, is_patient_with_a_device_that_was_just_plugged_in) {
  fake->open_errors = {ENOENT, EACCES, EACCES};
  ASSERT_TRUE(source.open({}));
  EXPECT_EQ(fake->openings, 4);
}

TEST_F(V4l2SourceTest, says_why_it_cannot_be_opened) {
  fake->opened = true;
  EXPECT_EQ(source.open({}).error().message,
            "cannot open v4l2:/dev/video0: another program uses it, or it is no camera");
  EXPECT_EQ(fake->openings, 1);
  fake->opened = false;
  fake->there = false;
  EXPECT_EQ(source.open({}).error().message, "cannot open v4l2:/dev/video0: no such device");
  fake->open_errors.assign(100, EACCES);
  EXPECT_NE(source.open({}).error().message.find("group video"), std::string::npos);
}

TEST_F(V4l2SourceTest, stops_being_patient_when_it_is_given_up) {
  fake->open_errors.assign(1000, EACCES);
  auto opened = std::async(std::launch::async, [this] { return source.open({}); });
  source.interrupt();
  EXPECT_FALSE(opened.get());
  EXPECT_LE(fake->openings, 2);
}

TEST_F(V4l2SourceTest, is_lost_when_a_read_fails) {
  ASSERT_TRUE(source.open({}));
  fake->there = false;
  EXPECT_EQ(source.read(0).error().message, "cannot read v4l2:/dev/video0: no frame came; it was unplugged or stalls");
}

TEST_F(V4l2SourceTest, leaves_out_frames_that_have_waited_in_the_driver) {
  ASSERT_TRUE(source.open({}));
  fake->queued = 4;
  EXPECT_TRUE(source.read(0));
  EXPECT_EQ(fake->reads, 5);
  EXPECT_TRUE(source.read(1));
  EXPECT_EQ(fake->reads, 6);
}

TEST_F(V4l2SourceTest, takes_frames_whose_timestamps_run_ahead_or_count_from_elsewhere) {
  ASSERT_TRUE(source.open({}));
  fake->clock_offset_ms = 3000;
  EXPECT_TRUE(source.read(0));
  EXPECT_EQ(fake->reads, 1);
  fake->clock_offset_ms = -100000;
  EXPECT_TRUE(source.read(1));
  fake->reads = 0;
  for (int n = 0; n < 10; ++n) EXPECT_TRUE(source.read(2 + n));
  EXPECT_EQ(fake->reads, 10);
}

TEST_F(V4l2SourceTest, writes_controls_and_reads_them_back) {
  ASSERT_TRUE(source.open({}));
  EXPECT_EQ(source.control({12345, 64}).value(), (Controls{12300, 20}));
  EXPECT_EQ(fake->values[V4l2Property::auto_exposure], 1);
  EXPECT_EQ(source.control({0, 64}).value(), (Controls{0, 20}));
  EXPECT_EQ(fake->values[V4l2Property::auto_exposure], 3);
  // 0: as it was before.
  EXPECT_EQ(source.control({}).value(), Controls{});
  EXPECT_EQ(fake->values[V4l2Property::gain], 5);
}

TEST_F(V4l2SourceTest, says_that_a_device_has_no_such_control) {
  fake->values.erase(V4l2Property::gain);
  ASSERT_TRUE(source.open({}));
  EXPECT_EQ(source.control({0, 0}).value(), Controls{});
}

// The device behind a whole capture.
class V4l2CaptureTest : public CaptureFixture {
 protected:
  V4l2CaptureTest() {
    factory = [fake = fake](const SourceSpec& spec) {
      return std::make_unique<V4l2Source>(spec.uri.path, [fake] { return std::make_unique<FakeV4l2Device>(fake); });
    };
    make("", {.id = 5, .first = 5});
  }
  void plug(bool in) {
    std::lock_guard lock(fake->mutex);
    fake->there = in;
  }
  std::shared_ptr<FakeV4l2> fake = std::make_shared<FakeV4l2>();
};

TEST_F(V4l2CaptureTest, lets_go_of_a_lost_device_and_does_not_spin) {
  ASSERT_TRUE(capture->start(long_enough, {}));
  sink.wait_for(3);
  plug(false);
  wait_for_state(transaction::ServiceState::away);
  {
    std::lock_guard lock(fake->mutex);
    EXPECT_EQ(fake->lost_reads, 1);
    EXPECT_FALSE(fake->opened);
  }
  plug(true);
  wait_for_state(transaction::ServiceState::ok);
}

TEST_F(V4l2CaptureTest, writes_a_control_while_it_runs) {
  ASSERT_TRUE(capture->start(long_enough, {}));
  EXPECT_TRUE(capture->status()->controllable());
  EXPECT_EQ(capture->control({500, 7}, long_enough, {}).value(), (Controls{500, 7}));
  EXPECT_EQ(capture->status()->controls(), (Controls{500, 7}));
  EXPECT_EQ(fake->openings, 1);
  sink.wait_for(sink.count() + 2);
}

TEST_F(V4l2CaptureTest, writes_its_controls_again_when_the_device_is_back) {
  capture->status()->tuning.exposure_us = 900;
  ASSERT_TRUE(capture->start(long_enough, {}));
  EXPECT_EQ(fake->values[V4l2Property::exposure], 9);
  plug(false);
  wait_for_state(transaction::ServiceState::away);
  EXPECT_FALSE(capture->control({500, 7}, std::chrono::milliseconds(1), {}));
  {
    std::lock_guard lock(fake->mutex);
    fake->values[V4l2Property::exposure] = 157;
    fake->there = true;
  }
  wait_for_state(transaction::ServiceState::ok);
  EXPECT_EQ(fake->values[V4l2Property::exposure], 9);
}

TEST_F(V4l2CaptureTest, leaves_frames_out_where_the_device_is_faster_than_asked) {
  fake->min_fps = 25;
  CaptureLoop::Wanted wanted{.id = 5, .first = 5};
  wanted.format.fps = 10;
  ASSERT_TRUE(make("", wanted).start(long_enough, {}));
  const auto frames = sink.wait_for(4);
  EXPECT_GE(frames[3].frame.captured - frames[0].frame.captured, std::chrono::milliseconds(250));
  EXPECT_EQ(capture->status()->format().fps, 10);
}

}  // namespace
}  // namespace visiond::camera
