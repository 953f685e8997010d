// The camera and the real pipeline together: size and rate changes, switch-overs and ways back of a video file whose
// frames carry their number. None may be lost or come twice.
#include "services/camera/camera.hpp"
#include "services/pipeline/pipeline.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/camera/camera_fixture.hpp"
#include "tests/unit/camera/test_video.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

namespace visiond::camera {
namespace {

constexpr std::chrono::minutes long_enough{1};
constexpr int video_frames = 1000;

struct Seen {
  std::uint64_t sequence;
  std::int64_t index, number;  // as the source counts, and as the picture shows
  cv::Size size;
  const CameraPart* part;  // of the frame's own generation
  base::SteadyTime captured;
};

// Notes every frame.
class Notebook final : public pipeline::Stage {
 public:
  std::string_view name() const override { return "detection"; }
  void process(const pipeline::Frame& frame, pipeline::FrameResult&) override {
    std::lock_guard lock(mutex_);
    seen_.push_back({frame.sequence, frame.index, number_in(frame.image), frame.image.size(),
                     frame.generation->part<CameraPart>(), frame.captured});
    if (seen_.back().size.width != seen_.back().part->settings().width) ++mixed_;
    came_.notify_all();
  }
  base::Result<void> rehearse(const pipeline::Frame&, std::stop_token) const override { return {}; }

  std::vector<Seen> wait_for(std::size_t more) {
    std::unique_lock lock(mutex_);
    const auto count = seen_.size() + more;
    came_.wait(lock, [&] { return seen_.size() >= count; });
    return seen_;
  }
  int mixed() {
    std::lock_guard lock(mutex_);
    return mixed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Seen> seen_;
  int mixed_ = 0;
};

class CameraFlips : public ::testing::Test {
 protected:
  void SetUp() override { write_video(file(), video_frames, 25); }
  void TearDown() override { pipeline->stop(); }

  std::filesystem::path file() const { return folder.path() / "numbered.avi"; }
  void run(const std::string& options) {
    source = "file:" + file().string() + "#" + options;
    auto prepared = world.start_up({{"source", source}, {"width", 160}, {"height", 120}, {"queue_frames", 16}}).value();
    pipeline->start({revision}, {{"camera", prepared->part()}});
    world.put_in_force(*prepared);
    notebook->wait_for(5);
  }
  // A whole transaction, as the coordinator leads it.
  void change(const json::object& patch) {
    auto prepared = world.prepare(patch).value();
    if (prepared->needs_switch()) {
      pipeline->hold();
      ASSERT_TRUE(prepared->switch_over({}));
    }
    const auto flipped = pipeline->flip(pipeline->assemble({++revision}, {{"camera", prepared->part()}}));
    world.put_in_force(*prepared);
    EXPECT_GT(flipped.first_frame_sequence, 0U);
    EXPECT_TRUE(pipeline->measure_downtime(long_enough, {}));
  }
  void change_and_go_back(const json::object& patch) {
    auto prepared = world.prepare(patch).value();
    pipeline->hold();
    EXPECT_TRUE(prepared->switch_over({}));
    EXPECT_TRUE(prepared->switch_back({}));
    pipeline->release();
  }
  std::int64_t dropped(const std::string& reason) const {
    std::int64_t count = 0;
    for (const auto& stage : pipeline->stages()) {
      for (const auto& drop : stage.drops) {
        if (drop.reason == reason) count += static_cast<std::int64_t>(drop.count);
      }
    }
    return count;
  }
  // Every frame shows what its index says, follows its predecessor, and fits its own generation.
  std::int64_t missing(const std::vector<Seen>& seen) {
    std::int64_t missing = 0;
    for (std::size_t n = 0; n < seen.size(); ++n) {
      EXPECT_EQ(seen[n].sequence, n + 1);
      EXPECT_EQ(seen[n].number, seen[n].index % video_frames);
      if (n == 0) continue;
      EXPECT_GT(seen[n].index, seen[n - 1].index) << "frame " << n;
      missing += seen[n].index - seen[n - 1].index - 1;
    }
    EXPECT_EQ(notebook->mixed(), 0);
    return missing;
  }
  void expect_one_generation() {
    while (pipeline->live_generations() > 1) std::this_thread::yield();
  }

  static json::object size(int n) {
    constexpr int widths[] = {160, 320, 480};
    constexpr int heights[] = {120, 144, 240};
    return {{"width", widths[n % 3]}, {"height", heights[n % 3]}};
  }

  testing::TempFolder folder;
  base::SystemClock clock;
  Notebook* notebook = nullptr;
  std::unique_ptr<pipeline::Pipeline> pipeline = [this] {
    std::vector<std::unique_ptr<pipeline::Stage>> stages;
    stages.push_back(std::make_unique<Notebook>());
    notebook = static_cast<Notebook*>(stages[0].get());
    return std::make_unique<pipeline::Pipeline>(clock, std::move(stages));
  }();
  CameraWorld world{pipeline->sink(), {.allow_fault_options = true}};
  std::string source;
  std::uint64_t revision = 1;
};

TEST_F(CameraFlips, of_an_unpaced_file_lose_and_repeat_nothing) {
  run("pace=0");
  for (int n = 1; n <= 60; ++n) {
    change(size(n));
    notebook->wait_for(static_cast<std::size_t>(n % 4));
  }
  const auto seen = notebook->wait_for(50);
  EXPECT_EQ(missing(seen), 0);
  EXPECT_EQ(seen.front().index, 0);
  expect_one_generation();
  std::cout << seen.size() << " frames, 60 size changes beside the running source\n";
}

TEST_F(CameraFlips, of_an_unpaced_file_that_may_be_opened_once_lose_and_repeat_nothing) {
  run("pace=0&exclusive=1");
  for (int n = 1; n <= 30; ++n) {
    if (n % 3 == 0) {
      change_and_go_back(size(n + 1));
    } else {
      change(size(n));
    }
    notebook->wait_for(static_cast<std::size_t>(n % 4));
  }
  const auto seen = notebook->wait_for(50);
  EXPECT_EQ(missing(seen), 0);
  expect_one_generation();
  std::cout << seen.size() << " frames, 20 switch-overs and 10 ways back\n";
}

TEST_F(CameraFlips, of_a_paced_file_lose_and_repeat_nothing_and_stay_on_its_ticks) {
  run("loop=1");
  const auto ticks = world.running_part().capture()->progress().timeline.value();
  for (int n = 1; n <= 20; ++n) {
    change(size(n));
    notebook->wait_for(static_cast<std::size_t>(n % 3));
  }
  const auto seen = notebook->wait_for(5);
  // A machine that is too busy may be late; what it left out is counted.
  EXPECT_LE(missing(seen), dropped("late"));
  EXPECT_EQ(dropped("held") + dropped("queue_full"), 0);
  for (const auto& each : seen) EXPECT_EQ(each.captured, ticks.due(each.index));
  expect_one_generation();
}

TEST_F(CameraFlips, to_another_rate_go_on_at_the_position_due) {
  run("loop=1");
  for (const int fps : {100, 50}) {
    const auto before = world.running_part().capture()->progress().timeline.value();
    const auto position = before.frames_until(clock.steady_now());
    change({{"fps", fps}});
    const auto after = world.running_part().capture()->progress().timeline.value();
    EXPECT_EQ(after.fps, fps);
    // While it was opened, time went on.
    const auto opened_at = static_cast<double>(after.start_index - before.start_index);
    EXPECT_GE(opened_at, position - 1);
    EXPECT_LE(opened_at, before.frames_until(clock.steady_now()));
    notebook->wait_for(10);
  }
}

TEST_F(CameraFlips, back_from_a_device_that_is_switched_over_repeat_nothing) {
  run("exclusive=1");
  change_and_go_back(size(1));
  const auto seen = notebook->wait_for(5);
  EXPECT_EQ(pipeline->revision().value, 1U);
  for (const auto& each : seen) EXPECT_EQ(each.size.width, 160);
  missing(seen);
  EXPECT_TRUE(pipeline->measure_downtime(long_enough, {}));
}

TEST_F(CameraFlips, to_another_file_begin_with_its_first_frame) {
  run("pace=0");
  notebook->wait_for(20);
  const auto other = folder.path() / "other.avi";
  write_video(other, 30, 25);
  change({{"source", "file:" + other.string() + "#pace=0&loop=0"}});
  while (world.camera.status().message != "end of the file") std::this_thread::yield();
  while (pipeline->stages()[1].frames < pipeline->stages()[0].frames) std::this_thread::yield();
  const auto seen = notebook->wait_for(0);
  ASSERT_GT(seen.size(), 30U);
  const auto begin = seen.size() - 30;
  for (std::size_t n = 0; n < 30; ++n) EXPECT_EQ(seen[begin + n].number, static_cast<std::int64_t>(n));
}

TEST_F(CameraFlips, at_the_end_of_a_file_stay_there) {
  write_video(file(), 20, 100);
  run("loop=0");
  while (world.camera.status().message != "end of the file") std::this_thread::yield();
  auto prepared = world.prepare(size(1)).value();
  pipeline->flip(pipeline->assemble({++revision}, {{"camera", prepared->part()}}));
  world.put_in_force(*prepared);
  while (world.camera.status().message != "end of the file") std::this_thread::yield();
  EXPECT_EQ(prepared->effective().at("width"), 320);
  EXPECT_EQ(notebook->wait_for(0).back().index, 19);
}

}  // namespace
}  // namespace visiond::camera
