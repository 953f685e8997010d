#include "services/camera/capture.hpp"

#include "tests/unit/camera/capture_fixture.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace visiond::camera {
namespace {

using std::chrono::milliseconds;
using transaction::ServiceState;

class CaptureTest : public CaptureFixture {};

TEST_F(CaptureTest, has_started_with_the_first_good_frame) {
  auto& running = make();
  ASSERT_TRUE(running.start(long_enough, {}));
  EXPECT_EQ(running.status()->service_status().state, ServiceState::ok);
  EXPECT_EQ(running.status()->format(), (Format{8, 8, 500}));
  EXPECT_EQ(sink.wait_for(1)[0].source, 5U);
}

TEST_F(CaptureTest, says_why_a_source_cannot_be_opened_and_leaves_nothing_open) {
  script->open = [] { return lost("cannot open it: no such device"); };
  const auto started = make().start(long_enough, {});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "cannot open it: no such device");
  EXPECT_EQ(script->open_now, 0);
  EXPECT_EQ(sink.count(), 0U);
}

TEST_F(CaptureTest, fails_where_the_first_frame_cannot_be_read) {
  script->read = [](std::int64_t) { return lost("no signal"); };
  EXPECT_EQ(make().start(long_enough, {}).error().message, "no signal");
  EXPECT_EQ(script->open_now, 0);
}

TEST_F(CaptureTest, turns_an_exception_of_the_source_into_a_failure) {
  script->open = []() -> base::Result<void> { CV_Error(cv::Error::StsNoMem, "no memory"); };
  const auto opened = make().start(long_enough, {});
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().message.starts_with("cannot open synthetic:: ")) << opened.error().message;
  EXPECT_NE(opened.error().message.find("no memory"), std::string::npos);

  script->open = [] { return base::Result<void>(); };
  script->read = [](std::int64_t) -> base::Result<cv::Mat> { throw std::runtime_error("broken"); };
  EXPECT_NE(make().start(long_enough, {}).error().message.find("broken"), std::string::npos);
}

TEST_F(CaptureTest, gives_a_source_up_that_hangs_while_it_is_opened) {
  std::promise<void> go_on;
  script->open = [gate = go_on.get_future().share()] {
    gate.wait();
    return base::Result<void>();
  };
  const auto started = make().start(milliseconds(20), {});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "cannot open synthetic:: no frame came within 20 ms");
  EXPECT_EQ(stragglers.count(), 1U);
  capture.reset();
  go_on.set_value();
  while (stragglers.count() > 0) std::this_thread::yield();
  EXPECT_EQ(script->open_now, 0);
  EXPECT_EQ(sink.count(), 0U);
}

TEST_F(CaptureTest, stops_opening_when_told_to) {
  std::stop_source stop;
  auto started =
      std::async(std::launch::async, [&] { return make("slow_open_ms=60000").start(long_enough, stop.get_token()); });
  stop.request_stop();
  const auto result = started.get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "cannot open synthetic:: it was given up");
  EXPECT_EQ(stragglers.count(), 0U);
  capture.reset();
}

TEST_F(CaptureTest, opens_behind_as_often_as_it_takes) {
  std::atomic<int> tries = 0;
  script->open = [&]() -> base::Result<void> {
    if (++tries <= 3) return lost("not yet");
    return {};
  };
  make().start_behind();
  sink.wait_for(1);
  EXPECT_EQ(tries, 4);
  EXPECT_EQ(capture->status()->service_status().last_error, "not yet");
  wait_for_state(ServiceState::ok);
  capture.reset();
}

TEST_F(CaptureTest, closes_a_lost_source_before_it_is_opened_again_and_goes_on_in_time) {
  std::atomic<int> reads = 0, most = 0;
  script->read = [&](std::int64_t) -> base::Result<cv::Mat> {
    most = std::max(most.load(), script->open_now.load());
    if (++reads == 5) return lost("gone");
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  ASSERT_TRUE(make().start(long_enough, {}));
  const auto frames = sink.wait_for(10);
  EXPECT_EQ(script->opened, 2);
  EXPECT_EQ(most, 1);
  EXPECT_EQ(capture->status()->service_status().last_error, "gone");
  for (std::size_t n = 1; n < frames.size(); ++n) {
    EXPECT_GE(frames[n].frame.index, frames[n - 1].frame.index);
    EXPECT_EQ((frames[n].frame.captured - frames[0].frame.captured) / milliseconds(2),
              frames[n].frame.index - frames[0].frame.index);
  }
  capture.reset();
}

TEST_F(CaptureTest, is_away_while_it_cannot_be_opened_again) {
  std::atomic<bool> there = true;
  script->open = [&]() -> base::Result<void> {
    if (there) return {};
    return lost("unplugged");
  };
  script->read = [&](std::int64_t) -> base::Result<cv::Mat> {
    if (there) return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
    return lost("unplugged");
  };
  ASSERT_TRUE(make().start(long_enough, {}));
  there = false;
  wait_for_state(ServiceState::away);
  EXPECT_EQ(capture->status()->service_status().last_error, "unplugged");
  EXPECT_TRUE(capture->status()->service_status().retry_at);
  there = true;
  wait_for_state(ServiceState::ok);
  capture.reset();
}

TEST_F(CaptureTest, ends_when_the_sink_says_stop) {
  FakeSink stopping(
      [](pipeline::SourceId, const pipeline::RawFrame&) { return pipeline::Receipt{pipeline::Verdict::stop}; });
  Capture one(CaptureLoop::Given{clock, stopping, devices, stragglers, losses, factory}, {.id = 1, .first = 1});
  ASSERT_TRUE(one.start(long_enough, {}));
  while (script->open_now > 0) std::this_thread::yield();
  EXPECT_EQ(stopping.count(), 1U);
}

TEST_F(CaptureTest, closes_its_source_when_stopped_and_can_be_started_again) {
  auto& running = make();
  ASSERT_TRUE(running.start(long_enough, {}));
  EXPECT_TRUE(running.stop(long_enough));
  EXPECT_EQ(script->open_now, 0);
  EXPECT_TRUE(running.stop(long_enough));
  const auto before = running.progress();
  const auto count = sink.count();
  ASSERT_TRUE(running.start(long_enough, {}));
  EXPECT_EQ(running.progress().timeline, before.timeline);
  EXPECT_GE(sink.wait_for(count + 1).back().frame.index, before.next_index - 1);
}

TEST_F(CaptureTest, says_that_a_device_is_in_use) {
  ASSERT_TRUE(make("exclusive=1").start(long_enough, {}));
  Capture other(CaptureLoop::Given{clock, sink, devices, stragglers, losses, factory},
                {.id = 6, .uri = capture->wanted().uri});
  EXPECT_EQ(other.start(long_enough, {}).error().message,
            "cannot open synthetic:: the device is in use and may be opened only once");
  EXPECT_EQ(script->open_now, 1);
}

TEST_F(CaptureTest, leaves_a_reading_that_hangs_behind_and_opens_anew) {
  std::promise<void> go_on;
  std::atomic<int> reads = 0;
  script->read = [&, gate = go_on.get_future().share()](std::int64_t) {
    if (++reads == 3) gate.wait();
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  make();
  capture->status()->tuning.frame_timeout_ms = 30;
  ASSERT_TRUE(capture->start(long_enough, {}));
  sink.wait_for(6);
  EXPECT_EQ(stragglers.count(), 1U);
  EXPECT_EQ(script->open_now, 2);
  EXPECT_EQ(capture->status()->service_status().last_error, "cannot read synthetic:: no frame came within 30 ms");
  go_on.set_value();
  while (stragglers.count() > 0) std::this_thread::yield();
  EXPECT_EQ(script->open_now, 1);
  capture.reset();
}

TEST_F(CaptureTest, does_not_open_a_device_again_and_again_that_always_hangs) {
  std::promise<void> go_on;
  std::atomic<bool> hangs = false;
  std::atomic<int> opens = 0;
  script->open = [&, gate = go_on.get_future().share()] {
    ++opens;
    if (hangs) gate.wait();
    return base::Result<void>();
  };
  script->read = [&](std::int64_t) -> base::Result<cv::Mat> {
    if (hangs) return lost("gone");
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  make();
  capture->status()->tuning.frame_timeout_ms = 5;
  ASSERT_TRUE(capture->start(long_enough, {}));
  hangs = true;
  const std::string enough = "cannot open synthetic:: 3 earlier openings of it still hang";
  while (capture->status()->service_status().last_error != enough) std::this_thread::yield();
  EXPECT_EQ(opens, 4);
  EXPECT_EQ(stragglers.count(), 3U);
  hangs = false;
  go_on.set_value();
  wait_for_state(ServiceState::ok);
  capture.reset();
  while (stragglers.count() > 0) std::this_thread::yield();
}

TEST_F(CaptureTest, obeys_its_fault_options) {
  EXPECT_EQ(make("fail_open=1").start(long_enough, {}).error().message,
            "cannot open synthetic:: it fails as #fail_open=1 says");
  EXPECT_EQ(script->opened, 0);

  ASSERT_TRUE(make("disconnect_at=3").start(long_enough, {}));
  sink.wait_for(sink.count() + 5);
  EXPECT_EQ(script->opened, 2);
  EXPECT_EQ(capture->status()->service_status().last_error,
            "cannot read synthetic:: it is gone as #disconnect_at says");

  make("stall_at=3");
  capture->status()->tuning.frame_timeout_ms = 5;
  ASSERT_TRUE(capture->start(long_enough, {}));
  sink.wait_for(sink.count() + 5);
  EXPECT_EQ(script->opened, 4);
  EXPECT_EQ(capture->status()->service_status().last_error, "cannot read synthetic:: no frame came within 5 ms");

  ASSERT_TRUE(make("corrupt_at=3").start(long_enough, {}));
  sink.wait_for_drops("corrupt", 1);
  EXPECT_EQ(script->opened, 5);
}

}  // namespace
}  // namespace visiond::camera
