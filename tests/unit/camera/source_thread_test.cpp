#include "services/camera/source_thread.hpp"

#include "tests/support/waiting.hpp"
#include "tests/unit/camera/fakes.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace visiond::camera {
namespace {

using std::chrono::milliseconds;
using testing::eventually;

// Hangs wherever it is told to, until it is let go or interrupted.
struct Hanging {
  std::promise<void> gate;
  std::shared_future<void> opened = gate.get_future().share();
  std::atomic<bool> in_open = false, in_read = false, in_close = false;
  std::atomic<bool> heeds_interrupt = false;
  std::atomic<bool> interrupted = false, closed = false;

  void pass() const {
    while (opened.wait_for(milliseconds(1)) != std::future_status::ready)
      if (heeds_interrupt && interrupted) return;
  }
};

class HangingSource final : public VideoSource {
 public:
  explicit HangingSource(Hanging& script) : script_(script) {}
  ~HangingSource() override {
    if (script_.in_close) script_.pass();
    script_.closed = true;
  }
  base::Result<void> open(const Format&) override {
    if (script_.in_open) script_.pass();
    return {};
  }
  Format format() const override { return {8, 8, 10}; }
  base::Result<cv::Mat> read(std::int64_t index) override {
    if (script_.in_read) script_.pass();
    if (index == 13) throw std::runtime_error("unlucky");
    return cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(0));
  }
  void interrupt() override { script_.interrupted = true; }

 private:
  Hanging& script_;
};

class SourceThreadTest : public ::testing::Test {
 protected:
  ~SourceThreadTest() override {
    thread.reset();
    if (!let_go) script.gate.set_value();
  }
  SourceThread& make() {
    auto lease = devices.acquire("camera", true, {}, {});
    thread =
        std::make_unique<SourceThread>(std::make_unique<HangingSource>(script), std::move(lease), stragglers, "camera");
    return *thread;
  }
  void let_it_go() {
    let_go = true;
    script.gate.set_value();
  }
  bool device_is_free() { return devices.acquire("camera", true, {}, {}) != nullptr; }

  Hanging script;
  ExclusiveUse devices;
  Stragglers stragglers;
  std::unique_ptr<SourceThread> thread;
  bool let_go = false;
  const SourceThread::Patience soon{milliseconds(20), {}};
};

TEST_F(SourceThreadTest, passes_calls_on_and_gives_the_device_back_when_closed) {
  auto& source = make();
  EXPECT_TRUE(source.open({}, soon));
  EXPECT_EQ(source.source().format().width, 8);
  EXPECT_EQ(source.read(1, {}).value().rows, 8);
  EXPECT_FALSE(device_is_free());
  source.close({});
  EXPECT_TRUE(script.closed);
  EXPECT_TRUE(device_is_free());
  EXPECT_EQ(stragglers.count(), 0U);
}

TEST_F(SourceThreadTest, turns_an_exception_into_an_error) {
  auto& source = make();
  ASSERT_TRUE(source.open({}, {}));
  EXPECT_EQ(source.read(13, {}).error().message, "cannot read camera: unlucky");
  EXPECT_TRUE(source.read(14, {}));
}

TEST_F(SourceThreadTest, leaves_an_opening_that_hangs_behind_with_its_device_and_counts_it) {
  script.in_open = true;
  EXPECT_EQ(make().open({}, soon).error().message, "cannot open camera: it did not open within 20 ms");
  EXPECT_EQ(stragglers.count(), 1U);
  EXPECT_EQ(stragglers.count("camera"), 1U);
  EXPECT_EQ(stragglers.count("another"), 0U);
  EXPECT_FALSE(device_is_free());
  EXPECT_EQ(thread->read(1, {}).error().message, "cannot read camera: it hangs");
  thread->close({});
  EXPECT_FALSE(script.closed);
  let_it_go();
  EXPECT_TRUE(eventually([&] { return stragglers.count() == 0; }));
  EXPECT_TRUE(script.closed);
  EXPECT_TRUE(device_is_free());
}

TEST_F(SourceThreadTest, leaves_a_reading_that_hangs_behind) {
  script.in_read = true;
  ASSERT_TRUE(make().open({}, soon));
  EXPECT_EQ(thread->read(1, soon).error().message, "cannot read camera: no frame came within 20 ms");
  EXPECT_EQ(stragglers.count(), 1U);
}

TEST_F(SourceThreadTest, leaves_a_closing_that_hangs_behind) {
  script.in_close = true;
  ASSERT_TRUE(make().open({}, soon));
  thread->close(soon);
  EXPECT_EQ(stragglers.count(), 1U);
  EXPECT_FALSE(device_is_free());
}

TEST_F(SourceThreadTest, interrupts_a_call_that_is_late_and_can_close_it_then) {
  script.in_read = script.heeds_interrupt = true;
  ASSERT_TRUE(make().open({}, soon));
  EXPECT_EQ(thread->read(1, soon).error().message, "cannot read camera: no frame came within 20 ms");
  thread->close({});
  EXPECT_EQ(stragglers.count(), 0U);
  EXPECT_TRUE(script.closed);
}

TEST_F(SourceThreadTest, interrupts_when_told_to_stop) {
  script.in_read = script.heeds_interrupt = true;
  ASSERT_TRUE(make().open({}, soon));
  std::stop_source stop;
  auto read = std::async(std::launch::async, [&] { return thread->read(1, {std::nullopt, stop.get_token()}); });
  stop.request_stop();
  EXPECT_TRUE(read.get());
  EXPECT_TRUE(script.interrupted);
}

TEST_F(SourceThreadTest, blocks_signals_which_would_make_a_driver_fail) {
  struct AskingSource final : VideoSource {
    base::Result<void> open(const Format&) override {
      sigset_t blocked;
      pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
      if (sigismember(&blocked, SIGTERM) == 1 && sigismember(&blocked, SIGALRM) == 1) return {};
      return lost("a signal may come");
    }
    Format format() const override { return {}; }
    base::Result<cv::Mat> read(std::int64_t) override { return cv::Mat(); }
  };
  SourceThread source(std::make_unique<AskingSource>(), nullptr, stragglers, "camera");
  EXPECT_TRUE(source.open({}, {}));
}

}  // namespace
}  // namespace visiond::camera
