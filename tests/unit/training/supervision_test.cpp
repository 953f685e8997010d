#include "services/training/supervision.hpp"

#include "tests/support/waiting.hpp"
#include "tests/unit/training/fakes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace visiond::training {
namespace {

using std::chrono::milliseconds;

class SupervisionTest : public ::testing::Test {
 protected:
  void watch(const std::string& text, std::stop_token stop = {}) {
    auto trainer = std::move(TrainerProcess::start(script(folder.path(), text), folder.path()).value());
    run = {};
    supervise(trainer, with, stop, run);
  }

  testing::TempFolder folder;
  base::SystemClock clock;
  training::Run run;
  std::vector<training::Run> told;
  std::atomic<int> latency{10};  // ms
  Supervision with{.clock = clock,
                   .worst_latency = [this] { return std::optional<base::Duration>(milliseconds(latency)); },
                   .latency_target = [] { return milliseconds(100); },
                   .tell = [this](const training::Run& now) { told.push_back(now); },
                   .look = milliseconds(2)};
};

TEST_F(SupervisionTest, tells_how_it_gets_on) {
  watch(R"(echo '{"doing":"reading","done":0.25}'; echo '{"doing":"learning","done":0.5}')");
  EXPECT_EQ(run.state, RunState::running) << "what comes of it is not its business";
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].message, "reading");
  EXPECT_EQ(told[1].progress, 0.5);
  ASSERT_TRUE(told[1].remaining);
  EXPECT_GT(told[1].remaining->count(), 0);
}

TEST_F(SupervisionTest, never_goes_back_in_its_progress) {
  watch(R"(echo '{"doing":"a","done":0.5}'; echo '{"doing":"b","done":0.25}')");
  EXPECT_EQ(told.at(1).progress, 0.5);
}

TEST_F(SupervisionTest, fails_with_the_trainers_own_words) {
  watch(R"(echo '{"gives_up":"the sample 7.png cannot be read"}'; exit 1)");
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_EQ(run.message, "the sample 7.png cannot be read");
}

TEST_F(SupervisionTest, fails_where_the_trainer_is_killed) {
  watch("kill -9 $$");
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_EQ(run.message, "the trainer was ended by signal 9 (Killed)");
}

TEST_F(SupervisionTest, ends_a_trainer_that_babbles) {
  watch(std::string("echo what; ") + hang);
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_TRUE(run.message.starts_with("the trainer says what nobody understands: ")) << run.message;
}

TEST_F(SupervisionTest, ends_at_once_when_asked) {
  std::stop_source stop;
  with.tell = [&](const training::Run&) { stop.request_stop(); };
  watch(std::string(R"(echo '{"doing":"x","done":0}'; )") + hang, stop.get_token());
  EXPECT_EQ(run.state, RunState::cancelled);
}

TEST_F(SupervisionTest, stands_still_while_frames_take_too_long) {
  latency = 150;
  with.tell = [&](const training::Run& now) {
    told.push_back(now);
    if (now.state == RunState::paused) latency = 10;
    // Only one that goes on can end.
    if (told.size() >= 2 && now.state == RunState::running) std::ofstream(folder.path() / "go_on") << "now";
  };
  watch(R"(while ! test -e "$1/go_on"; do :; done)");
  ASSERT_GE(told.size(), 2U);
  EXPECT_EQ(told[0].state, RunState::paused);
  EXPECT_EQ(told[0].message, "paused: a frame took 150 ms, more than training.latency_target_ms, 100");
  EXPECT_EQ(told[1].state, RunState::running);
  EXPECT_GT(told[1].paused.count(), 0);
  EXPECT_EQ(run.state, RunState::running);
}

TEST_F(SupervisionTest, can_be_cancelled_while_it_stands_still) {
  latency = 150;
  std::stop_source stop;
  with.tell = [&](const training::Run& now) {
    if (now.state == RunState::paused) stop.request_stop();
  };
  watch(hang, stop.get_token());
  EXPECT_EQ(run.state, RunState::cancelled);
  EXPECT_GE(run.paused.count(), 0);
}

}  // namespace
}  // namespace visiond::training
