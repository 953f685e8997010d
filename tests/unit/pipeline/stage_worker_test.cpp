#include "services/pipeline/stage_worker.hpp"

#include "daemon/base/clock.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <vector>

namespace visiond::pipeline {
namespace {

WorkItem item(std::uint64_t sequence) {
  Frame frame;
  frame.sequence = sequence;
  return {std::move(frame), nullptr};
}

class StageWorkerTest : public ::testing::Test {
 protected:
  std::unique_ptr<StageWorker> worker(FakeStage::Process process) {
    auto made = std::make_unique<StageWorker>(
        clock, std::make_unique<FakeStage>(std::move(process)),
        [](WorkItem& each) {
          each.result = std::make_unique<FrameResult>();
          each.result->frame_sequence = each.frame.sequence;
        },
        [this](WorkItem each) { done.push(std::move(each)); });
    made->queue().set_capacity(8);
    done.set_capacity(8);
    return made;
  }

  base::SystemClock clock;
  WorkQueue done;
};

TEST_F(StageWorkerTest, hands_each_frame_on_with_what_the_stage_found) {
  auto stage = worker([](const Frame& frame, FrameResult& result) { result.model = std::to_string(frame.sequence); });
  stage->start();
  for (std::uint64_t n = 1; n <= 3; ++n) stage->queue().push(item(n));
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_EQ(done.pop()->result->model, std::to_string(n));
  stage->stop();
  EXPECT_EQ(stage->status().name, "detection");
  EXPECT_EQ(stage->status().frames, 3U);
  EXPECT_TRUE(stage->status().drops.empty());
}

TEST_F(StageWorkerTest, loses_a_frame_that_throws_and_goes_on) {
  auto stage = worker([](const Frame& frame, FrameResult&) {
    if (frame.sequence == 1) throw std::runtime_error("wrong shape");
    if (frame.sequence == 2) throw 42;
  });
  stage->start();
  for (std::uint64_t n = 1; n <= 3; ++n) stage->queue().push(item(n));
  EXPECT_EQ(done.pop()->frame.sequence, 3U);
  stage->stop();
  ASSERT_EQ(stage->status().drops.size(), 1U);
  EXPECT_EQ(stage->status().drops[0].reason, "error");
  EXPECT_EQ(stage->status().drops[0].count, 2U);
}

TEST_F(StageWorkerTest, counts_what_its_full_queue_drops) {
  std::promise<void> entered, go_on;
  auto stage = worker([&](const Frame& frame, FrameResult&) {
    if (frame.sequence != 1) return;
    entered.set_value();
    go_on.get_future().wait();
  });
  stage->queue().set_capacity(2);
  stage->start();
  stage->queue().push(item(1));
  entered.get_future().wait();
  for (std::uint64_t n = 2; n <= 5; ++n) stage->queue().push(item(n));
  EXPECT_EQ(stage->status().queue_length, 2);
  ASSERT_EQ(stage->status().drops.size(), 1U);
  EXPECT_EQ(stage->status().drops[0].reason, "queue_full");
  EXPECT_EQ(stage->status().drops[0].count, 2U);
  go_on.set_value();
  EXPECT_EQ(done.pop()->frame.sequence, 1U);
  EXPECT_EQ(done.pop()->frame.sequence, 4U);
}

TEST_F(StageWorkerTest, frees_what_waits_when_it_stops) {
  std::promise<void> entered, go_on;
  auto stage = worker([&](const Frame&, FrameResult&) {
    entered.set_value();
    go_on.get_future().wait();
  });
  stage->start();
  const auto generation = std::make_shared<const Generation>(base::Revision{1}, transaction::Parts{});
  stage->queue().push(item(1));
  entered.get_future().wait();
  auto waiting = item(2);
  waiting.frame.generation = generation;
  stage->queue().push(std::move(waiting));
  auto stopped = std::async(std::launch::async, [&] { stage->stop(); });
  // Closed first, so that the frame that waits is let go of although the stage still works on another.
  while (generation.use_count() > 1) std::this_thread::yield();
  go_on.set_value();
  stopped.get();
  stage->stop();
}

}  // namespace
}  // namespace visiond::pipeline
