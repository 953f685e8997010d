// Which frames a capture delivers, and when: ticks, loops, ends, and where it goes on.
#include "services/camera/capture_loop.hpp"

#include "tests/unit/camera/capture_fixture.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <numeric>

namespace visiond::camera {
namespace {

using pipeline::Receipt;
using pipeline::Verdict;
using std::chrono::milliseconds;

std::vector<std::int64_t> counted(std::int64_t from, std::size_t count) {
  std::vector<std::int64_t> all(count);
  std::iota(all.begin(), all.end(), from);
  return all;
}

class CaptureLoopTest : public CaptureFixture {
 protected:
  // Makes the scripted source note which positions are read.
  void note_reads() {
    script->read = [this](std::int64_t position) -> base::Result<cv::Mat> {
      std::lock_guard lock(mutex);
      positions.push_back(position);
      return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
    };
  }
  std::vector<std::int64_t> noted() {
    std::lock_guard lock(mutex);
    return positions;
  }

  std::mutex mutex;
  std::vector<std::int64_t> positions;
};

TEST_F(CaptureLoopTest, delivers_paced_frames_when_they_are_due_and_not_before) {
  const auto begin = clock.steady_now();
  ASSERT_TRUE(make().start(long_enough, {}));
  for (const auto& each : sink.wait_for(20)) {
    EXPECT_FALSE(each.wait);
    EXPECT_GE(each.frame.captured, begin);
    EXPECT_LE(each.frame.captured, clock.steady_now());
    EXPECT_EQ(each.frame.captured, capture->progress().timeline->due(each.frame.index));
  }
}

TEST_F(CaptureLoopTest, leaves_late_frames_out_and_counts_them) {
  std::atomic<bool> slow = true;
  script->read = [&](std::int64_t index) -> base::Result<cv::Mat> {
    if (index > 2 && slow.exchange(false)) {
      const auto until = clock.steady_now() + milliseconds(30);
      while (clock.steady_now() < until) std::this_thread::yield();
    }
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  ASSERT_TRUE(make().start(long_enough, {}));
  sink.wait_for_drops("late", 10);
  capture.reset();
}

TEST_F(CaptureLoopTest, delivers_every_frame_of_an_unpaced_source_in_turn) {
  ASSERT_TRUE(make("pace=0").start(long_enough, {}));
  EXPECT_EQ(indices(200), counted(0, 200));
  EXPECT_TRUE(sink.wait_for(1)[0].wait);
}

TEST_F(CaptureLoopTest, reads_no_frame_of_an_unpaced_source_that_would_only_queue_up) {
  note_reads();
  sink.set_room(3);
  auto& running = make("pace=0");
  ASSERT_TRUE(running.start(long_enough, {}));
  sink.wait_until_full();
  EXPECT_EQ(noted(), counted(0, 3));
  sink.set_room(5);
  EXPECT_EQ(indices(5), counted(0, 5));
  sink.wait_until_full();
  EXPECT_TRUE(running.stop(long_enough)) << "although it waits";
}

TEST_F(CaptureLoopTest, keeps_no_paced_source_waiting_for_room) {
  sink.set_room(0);
  ASSERT_TRUE(make().start(long_enough, {}));
  sink.wait_for(5);
}

TEST_F(CaptureLoopTest, goes_on_with_the_next_frame_of_an_unpaced_source_after_a_stop) {
  auto& running = make("pace=0");
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(running.start(long_enough, {}));
    sink.wait_for(sink.count() + 10);
    ASSERT_TRUE(running.stop(long_enough));
  }
  EXPECT_EQ(indices(sink.count()), counted(0, sink.count()));
}

TEST_F(CaptureLoopTest, goes_on_behind_a_place_of_an_unpaced_source_that_cannot_be_read) {
  script->read = [](std::int64_t index) -> base::Result<cv::Mat> {
    if (index == 3) return lost("damaged");
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  ASSERT_TRUE(make("pace=0").start(long_enough, {}));
  EXPECT_EQ(indices(6), (std::vector<std::int64_t>{0, 1, 2, 4, 5, 6}));
}

TEST_F(CaptureLoopTest, leaves_a_damaged_frame_out_and_counts_it) {
  script->read = [](std::int64_t index) { return index == 3 ? cv::Mat() : cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0)); };
  ASSERT_TRUE(make("pace=0").start(long_enough, {}));
  EXPECT_EQ(indices(6), (std::vector<std::int64_t>{0, 1, 2, 4, 5, 6}));
  sink.wait_for_drops("corrupt", 1);
  EXPECT_EQ(script->opened, 1);
}

TEST_F(CaptureLoopTest, starts_again_at_the_end_and_counts_on) {
  note_reads();
  script->length = 4;
  ASSERT_TRUE(make("pace=0").start(long_enough, {}));
  EXPECT_EQ(indices(10), counted(0, 10));
  capture->stop(long_enough);
  auto read = noted();
  read.resize(10);
  EXPECT_EQ(read, (std::vector<std::int64_t>{0, 1, 2, 3, 0, 1, 2, 3, 0, 1}));
}

TEST_F(CaptureLoopTest, stays_at_the_end_of_a_source_that_does_not_loop) {
  for (const auto* options : {"loop=0&pace=0", "loop=0"}) {
    script->length = 4;
    const auto before = sink.count();
    ASSERT_TRUE(make(options).start(long_enough, {}));
    while (capture->status()->service_status().message != "end of the file") std::this_thread::yield();
    EXPECT_EQ(capture->status()->service_status().state, transaction::ServiceState::ok);
    EXPECT_LE(sink.count() - before, 4U);
    EXPECT_EQ(sink.wait_for(sink.count()).back().frame.index, 3);
    EXPECT_TRUE(capture->stop(long_enough));
  }
}

TEST_F(CaptureLoopTest, is_started_at_once_behind_the_end_and_shows_that_it_can_be_read) {
  note_reads();
  script->length = 4;
  CaptureLoop::Wanted wanted{.id = 5, .first = 5};
  wanted.from.next_index = 4;
  ASSERT_TRUE(make("loop=0&pace=0", wanted).start(long_enough, {}));
  while (capture->status()->service_status().message != "end of the file") std::this_thread::yield();
  EXPECT_EQ(noted(), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(sink.count(), 0U);
}

TEST_F(CaptureLoopTest, learns_the_length_when_it_meets_the_end) {
  script->read = [this](std::int64_t position) -> base::Result<cv::Mat> {
    if (position >= 6) {
      script->length = 6;
      return lost("end");
    }
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  };
  for (const std::int64_t told : {0, 9}) {
    script->length = told;
    script->opened = 0;
    const auto before = sink.count();
    ASSERT_TRUE(make("pace=0").start(long_enough, {}));
    auto all = indices(before + 20);
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(before));
    EXPECT_EQ(all, counted(0, 20));
    capture->stop(long_enough);
    EXPECT_EQ(script->opened, 1);
    EXPECT_EQ(capture->progress().length, 6);
  }
}

TEST_F(CaptureLoopTest, begins_at_the_position_that_is_due_on_the_timeline_it_continues) {
  CaptureLoop::Wanted wanted{.id = 6, .first = 5};
  wanted.from.timeline = Timeline{clock.steady_now() - std::chrono::seconds(10), 0, 500};
  ASSERT_TRUE(make("", wanted).start(long_enough, {}));
  const auto first = sink.wait_for(1)[0].frame;
  EXPECT_GE(first.index, 5000);
  EXPECT_EQ(first.captured, wanted.from.timeline->due(first.index));
}

TEST_F(CaptureLoopTest, keeps_its_position_when_the_rate_changes) {
  CaptureLoop::Wanted wanted{.id = 6, .first = 5};
  wanted.format.fps = 100;
  wanted.from.timeline = Timeline{clock.steady_now() - std::chrono::seconds(10), 0, 500};
  ASSERT_TRUE(make("", wanted).start(long_enough, {}));
  const auto frames = sink.wait_for(3);
  EXPECT_GE(frames[0].frame.index, 5000);
  // At the old rate it would be further; at the new one from the epoch on, far behind.
  EXPECT_LT(frames[0].frame.index, 30000);
  EXPECT_EQ(capture->progress().timeline->fps, 100);
}

TEST_F(CaptureLoopTest, goes_on_where_the_opening_before_has_stopped_once_it_is_in_force) {
  std::atomic<bool> told = false;
  FakeSink taking_over([&](pipeline::SourceId, const pipeline::RawFrame&) {
    return told.exchange(true) ? Receipt{} : Receipt{Verdict::again, 5, 42};
  });
  CaptureLoop::Wanted wanted{.id = 6, .uri = parse_source("synthetic:#pace=0").value(), .first = 5};
  wanted.from.next_index = 7;
  Capture next(CaptureLoop::Given{clock, taking_over, devices, stragglers, losses, factory}, wanted);
  ASSERT_TRUE(next.start(long_enough, {}));
  const auto frames = taking_over.wait_for(4);
  EXPECT_EQ(frames[0].frame.index, 7);
  EXPECT_EQ(frames[1].frame.index, 42);
  EXPECT_EQ(frames[2].frame.index, 43);
}

TEST_F(CaptureLoopTest, begins_at_its_own_place_where_another_device_was_in_force) {
  std::atomic<bool> told = false;
  FakeSink taking_over([&](pipeline::SourceId, const pipeline::RawFrame&) {
    return told.exchange(true) ? Receipt{} : Receipt{Verdict::again, 4, 42};
  });
  Capture next(CaptureLoop::Given{clock, taking_over, devices, stragglers, losses, factory},
               {.id = 5, .uri = parse_source("synthetic:#pace=0").value(), .first = 5});
  ASSERT_TRUE(next.start(long_enough, {}));
  const auto frames = taking_over.wait_for(3);
  EXPECT_EQ(frames[0].frame.index, 0);
  EXPECT_EQ(frames[1].frame.index, 0);
  EXPECT_EQ(frames[2].frame.index, 1);
}

}  // namespace
}  // namespace visiond::camera
