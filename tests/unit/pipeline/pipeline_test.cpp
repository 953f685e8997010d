#include "services/pipeline/pipeline.hpp"

#include "daemon/base/clock.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <stdexcept>
#include <thread>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes long_enough{1};

// Writes the tag of the frame's own detector into the result.
void note_tag(const Frame& frame, FrameResult& result) {
  const auto* part = frame.generation->part<FakeDetection>();
  result.model = part != nullptr ? std::to_string(part->tag) : "none";
}

class PipelineTest : public ::testing::Test {
 protected:
  void deliver(Pipeline& pipeline, SourceId source, std::int64_t index) {
    pipeline.sink().deliver(source, frame_of(source, index, clock.steady_now()), false, {});
  }
  void wait_until_one_lives(Pipeline& pipeline) {
    while (pipeline.live_generations() > 1) std::this_thread::yield();
  }

  base::SystemClock clock;
};

TEST_F(PipelineTest, needs_a_stage) { EXPECT_THROW(Pipeline(clock, {}), std::logic_error); }

TEST_F(PipelineTest, has_no_revision_before_it_starts) {
  Pipeline pipeline(clock, one_stage());
  EXPECT_EQ(pipeline.revision(), base::Revision{});
  EXPECT_TRUE(pipeline.parts().empty());
  EXPECT_EQ(pipeline.live_generations(), 0U);
}

TEST_F(PipelineTest, turns_a_delivered_frame_into_a_result) {
  Pipeline pipeline(clock, one_stage(note_tag));
  Results results(pipeline);
  const auto parts = parts_of(5, 7);
  pipeline.start({7}, parts);
  EXPECT_EQ(pipeline.revision().value, 7U);
  EXPECT_EQ(pipeline.parts(), parts);
  EXPECT_FALSE(pipeline.wait_for_first_result(milliseconds(0)));
  deliver(pipeline, 5, 1);
  const auto result = results.wait_for(1)[0];
  EXPECT_TRUE(pipeline.wait_for_first_result(long_enough));
  EXPECT_EQ(result.frame_sequence, 1U);
  EXPECT_EQ(result.revision.value, 7U);
  EXPECT_EQ(result.model, "7");
  EXPECT_EQ(result.frame_width, 2);
  EXPECT_GT(result.latency.count(), 0);
}

TEST_F(PipelineTest, puts_a_candidate_in_force_at_one_frame) {
  Pipeline pipeline(clock, one_stage(note_tag));
  Results results(pipeline);
  pipeline.start({1}, parts_of(5, 1));
  for (int n = 1; n <= 10; ++n) deliver(pipeline, 5, n);
  const auto next = parts_of(5, 2);
  const auto flipped = pipeline.flip(pipeline.assemble({2}, next));
  for (int n = 11; n <= 20; ++n) deliver(pipeline, 5, n);
  EXPECT_EQ(flipped.first_frame_sequence, 11U);
  EXPECT_EQ(pipeline.parts(), next);
  const auto all = results.wait_for(20);
  for (std::size_t n = 0; n < all.size(); ++n) {
    EXPECT_EQ(all[n].frame_sequence, n + 1);
    EXPECT_EQ(all[n].revision.value, n < 10 ? 1U : 2U);
    EXPECT_EQ(all[n].model, n < 10 ? "1" : "2");
  }
}

TEST_F(PipelineTest, finishes_frames_in_flight_on_the_old_generation_and_then_frees_it) {
  std::promise<void> entered, go_on;
  Pipeline pipeline(clock, one_stage([&](const Frame& frame, FrameResult& result) {
                      if (frame.sequence == 1) {
                        entered.set_value();
                        go_on.get_future().wait();
                      }
                      note_tag(frame, result);
                    }));
  Results results(pipeline);
  pipeline.start({1}, parts_of(5, 1));
  deliver(pipeline, 5, 1);
  entered.get_future().wait();
  deliver(pipeline, 5, 2);
  pipeline.flip(pipeline.assemble({2}, parts_of(5, 2)));
  deliver(pipeline, 5, 3);
  EXPECT_EQ(pipeline.live_generations(), 2U);
  go_on.set_value();
  const auto all = results.wait_for(3);
  EXPECT_EQ(all[0].model, "1");
  EXPECT_EQ(all[1].model, "1");
  EXPECT_EQ(all[2].model, "2");
  wait_until_one_lives(pipeline);
}

TEST_F(PipelineTest, frees_a_candidate_that_is_dropped) {
  Pipeline pipeline(clock, one_stage());
  pipeline.start({1}, parts_of(5));
  pipeline.assemble({2}, parts_of(6)).reset();
  wait_until_one_lives(pipeline);
  EXPECT_EQ(pipeline.revision().value, 1U);
}

TEST_F(PipelineTest, holds_frames_until_the_flip) {
  Pipeline pipeline(clock, one_stage(note_tag));
  Results results(pipeline);
  pipeline.start({1}, parts_of(5, 1));
  deliver(pipeline, 5, 1);
  results.wait_for(1);
  pipeline.hold();
  deliver(pipeline, 5, 2);
  deliver(pipeline, 6, 3);
  EXPECT_EQ(pipeline.flip(pipeline.assemble({2}, parts_of(6, 2))).first_frame_sequence, 3U);
  const auto all = results.wait_for(3);
  EXPECT_EQ(all[1].model, "1");
  EXPECT_EQ(all[2].model, "2");
}

TEST_F(PipelineTest, releases_held_frames_on_the_way_back) {
  Pipeline pipeline(clock, one_stage(note_tag));
  Results results(pipeline);
  pipeline.start({1}, parts_of(5, 1));
  pipeline.hold();
  deliver(pipeline, 5, 1);
  pipeline.release();
  EXPECT_EQ(results.wait_for(1)[0].model, "1");
  EXPECT_EQ(pipeline.revision().value, 1U);
}

TEST_F(PipelineTest, measures_the_downtime_of_a_flip) {
  Pipeline pipeline(clock, one_stage());
  pipeline.start({1}, parts_of(5));
  const auto start = clock.steady_now();
  pipeline.sink().deliver(5, frame_of(5, 1, start), false, {});
  pipeline.flip(pipeline.assemble({2}, parts_of(6)));
  pipeline.sink().deliver(6, frame_of(6, 1, start + milliseconds(70)), false, {});
  EXPECT_EQ(pipeline.measure_downtime(long_enough, {}), milliseconds(60));
}

TEST_F(PipelineTest, tells_the_camera_first_then_each_stage_and_last_the_pictures) {
  std::vector<std::unique_ptr<Stage>> two;
  two.push_back(std::make_unique<FakeStage>(note_tag, FakeStage::Rehearse{}, "detection"));
  two.push_back(std::make_unique<FakeStage>([](const Frame&, FrameResult& result) { result.model += "+"; },
                                            FakeStage::Rehearse{}, "inference"));
  Pipeline pipeline(clock, std::move(two));
  Results results(pipeline);
  pipeline.start({1}, parts_of(5, 1));
  deliver(pipeline, 5, 1);
  EXPECT_EQ(results.wait_for(1)[0].model, "1+");
  const auto stages = pipeline.stages();
  ASSERT_EQ(stages.size(), 4U);
  EXPECT_EQ(stages[0].name, "camera");
  EXPECT_EQ(stages[1].name, "detection");
  EXPECT_EQ(stages[2].name, "inference");
  EXPECT_EQ(stages[3].name, "pictures");
  for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(stages[n].frames, 1U);
  EXPECT_EQ(stages[3].frames, 0U) << "nobody wants them";
}

TEST_F(PipelineTest, turns_the_picture_as_its_own_generation_says) {
  Pipeline pipeline(clock, one_stage());
  Results results(pipeline);
  auto parts = parts_of(5);
  auto camera = std::make_shared<FakeCamera>(5);
  camera->turn = [](const cv::Mat&) { return cv::Mat(3, 9, CV_8UC1); };
  parts["camera"] = camera;
  pipeline.start({1}, parts);
  deliver(pipeline, 5, 1);
  EXPECT_EQ(results.wait_for(1)[0].frame_width, 9);
}

TEST_F(PipelineTest, gives_the_picture_that_its_result_was_made_from) {
  Pipeline pipeline(clock, one_stage(note_tag));
  auto parts = parts_of(5, 7);
  auto camera = std::make_shared<FakeCamera>(5);
  camera->turn = [](const cv::Mat&) { return cv::Mat(30, 90, CV_8UC3, cv::Scalar::all(127)); };
  parts["camera"] = camera;
  pipeline.start({7}, parts);
  std::promise<Picture> first;
  const auto subscription =
      pipeline.subscribe_pictures({.max_width = 45}, [&](const Picture& picture) { first.set_value(picture); });
  deliver(pipeline, 5, 1);
  const auto picture = first.get_future().get();
  EXPECT_EQ(picture.width, 45);
  EXPECT_EQ(picture.height, 15);
  EXPECT_EQ(picture.result->frame_width, 90);
  EXPECT_EQ(picture.result->revision.value, 7U);
  EXPECT_EQ(picture.result->model, "7");
  std::promise<base::Result<Picture>> snapshot;
  pipeline.newest_picture({}, [&](auto answer) { snapshot.set_value(std::move(answer)); });
  EXPECT_EQ(snapshot.get_future().get().value().result, picture.result);
}

TEST_F(PipelineTest, loses_a_frame_that_cannot_be_turned_and_counts_it) {
  Pipeline pipeline(clock, one_stage());
  Results results(pipeline);
  auto parts = parts_of(5);
  auto camera = std::make_shared<FakeCamera>(5);
  camera->turn = [](const cv::Mat& image) -> cv::Mat {
    if (image.at<int>(0, 0) == 5) CV_Error(cv::Error::StsBadArg, "no");
    return image;
  };
  parts["camera"] = camera;
  pipeline.start({1}, parts);
  deliver(pipeline, 5, 1);
  pipeline.sink().deliver(5, frame_of(9, 2, clock.steady_now()), false, {});
  EXPECT_EQ(results.wait_for(1)[0].frame_sequence, 2U);
  EXPECT_EQ(pipeline.stages()[1].drops.at(0).reason, "error");
}

TEST_F(PipelineTest, can_be_stopped_twice_and_lets_a_waiting_source_go) {
  Pipeline pipeline(clock, one_stage());
  pipeline.start({1}, parts_of(5));
  auto source = std::async(std::launch::async, [&] {
    for (std::int64_t index = 0;; ++index) {
      const auto frame = frame_of(6, index, clock.steady_now());
      if (pipeline.sink().deliver(6, frame, true, {}).verdict == Verdict::stop) return;
    }
  });
  pipeline.stop();
  source.get();
  pipeline.stop();
  EXPECT_TRUE(pipeline.parts().empty());
}

TEST_F(PipelineTest, can_be_stopped_without_having_been_started) {
  Pipeline pipeline(clock, one_stage());
  pipeline.stop();
}

TEST_F(PipelineTest, calls_no_handler_after_it_stopped) {
  Pipeline pipeline(clock, one_stage());
  Results results(pipeline);
  pipeline.start({1}, parts_of(5));
  for (int n = 1; n <= 50; ++n) deliver(pipeline, 5, n);
  pipeline.stop();
  const auto count = results.count();
  deliver(pipeline, 5, 51);
  EXPECT_EQ(results.count(), count);
}

}  // namespace
}  // namespace visiond::pipeline
