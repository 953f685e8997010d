// Hundreds of changes of every kind while frames come as fast as they are taken: no frame may be lost, come twice, or
// be processed by a mix, and every old generation must be freed.
#include "daemon/base/clock.hpp"
#include "services/pipeline/pipeline.hpp"
#include "tests/unit/pipeline/fakes.hpp"
#include "tests/unit/pipeline/stress_source.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <random>
#include <thread>

namespace visiond::pipeline {
namespace {

// What the stage saw of one frame.
struct Seen {
  std::uint64_t sequence;
  std::int64_t index;
  std::uint64_t revision;
  std::uint64_t tag;       // of the detector that the frame carries
  SourceId camera, image;  // the source its generation names, and the one that made the picture
};

class StressTest : public ::testing::TestWithParam<bool> {
 protected:
  static constexpr std::uint64_t changes = 400;

  void start() {
    source = make_source();
    source->start(0);
    pipeline.start({1}, parts());
    first_frames[1] = 1;
  }
  std::shared_ptr<StressSource> make_source() {
    return std::make_shared<StressSource>(pipeline.sink(), ++last_id, GetParam() ? &ticks : nullptr);
  }
  // Camera of the newest source, or the one in force, and a new detector.
  transaction::Parts parts() {
    if (camera == nullptr || camera->stream != source) camera = std::make_shared<StressCamera>(source);
    return {{"camera", camera}, {"detection", std::make_shared<FakeDetection>(revision)}};
  }
  void commit() {
    ++revision;
    const auto candidate = pipeline.assemble({revision}, parts());
    ASSERT_TRUE(pipeline.rehearse(candidate, {"detection"}, {}));
    first_frames[revision] = pipeline.flip(candidate).first_frame_sequence;
  }

  void hot_reload() { commit(); }

  // Make before break: the new source runs beside the old one until the flip.
  void open_another() {
    auto next = make_source();
    next->start(GetParam() ? std::max<std::int64_t>(ticks.due() - Ticks::ahead, 0) : 0);
    next->wait_for_first();
    source = std::move(next);
    commit();
  }
  void open_another_and_give_up() {
    auto next = make_source();
    next->start(GetParam() ? ticks.due() : 0);
    next->wait_for_first();
    pipeline.assemble({revision + 1}, {{"camera", std::make_shared<StressCamera>(next)}}).reset();
  }
  // Break before make: the device may be opened only once.
  void switch_over() {
    pipeline.hold();
    const auto index = source->stop();
    ticks.held(true);
    source = make_source();
    source->start(index);
    source->wait_for_first();
    commit();
    ticks.held(false);
  }
  void switch_over_and_back() {
    pipeline.hold();
    const auto index = source->stop();
    ticks.held(true);
    auto next = make_source();
    next->start(index);
    next->wait_for_first();
    next->stop();
    source->start(index);
    source->wait_for_first();
    pipeline.release();
    ticks.held(false);
  }

  void expect_nothing_lost_twice_or_mixed() {
    std::size_t lost = 0, twice = 0, mixed = 0, early_or_late = 0;
    for (std::size_t n = 0; n < seen.size(); ++n) {
      const auto& frame = seen[n];
      const auto step = n == 0 ? 1 : frame.index - seen[n - 1].index;
      if (step > 1 || frame.sequence != n + 1) ++lost;
      if (step < 1) ++twice;
      if (frame.tag != frame.revision || frame.camera != frame.image) ++mixed;
      const auto next = first_frames.find(frame.revision + 1);
      if (frame.sequence < first_frames.at(frame.revision) ||
          (next != first_frames.end() && frame.sequence >= next->second))
        ++early_or_late;
    }
    std::cout << seen.size() << " frames, " << changes << " changes, " << revision - 1 << " flips, " << last_id
              << " sources: " << lost << " lost, " << twice << " twice, " << mixed << " mixed\n";
    EXPECT_EQ(lost, 0U);
    EXPECT_EQ(twice, 0U);
    EXPECT_EQ(mixed, 0U);
    EXPECT_EQ(early_or_late, 0U);
  }

  void note(const Frame& frame) {
    const auto& generation = *frame.generation;
    seen.push_back({frame.sequence, frame.index, generation.revision().value, generation.part<FakeDetection>()->tag,
                    generation.part<SourcePart>()->source(), source_in(frame.image)});
    ticks.processed(frame.index);
  }

  base::SystemClock clock;
  Ticks ticks;
  std::vector<Seen> seen;  // written by the stage's worker until the pipeline has stopped
  Pipeline pipeline{clock, one_stage([this](const Frame& frame, FrameResult&) { note(frame); })};
  std::shared_ptr<StressSource> source;  // in force
  std::shared_ptr<StressCamera> camera;
  SourceId last_id = 0;
  std::uint64_t revision = 1;
  std::map<std::uint64_t, std::uint64_t> first_frames;  // by revision
};

TEST_P(StressTest, loses_repeats_and_mixes_no_frame_and_frees_every_generation) {
  std::mt19937 random(7);
  Results results(pipeline);
  start();
  for (std::uint64_t n = 0; n < changes; ++n) {
    switch (random() % 6) {
      case 0:
        open_another();
        break;
      case 1:
        open_another_and_give_up();
        break;
      case 2:
        switch_over();
        break;
      case 3:
        switch_over_and_back();
        break;
      default:
        hot_reload();
    }
    // Some changes come at once after one another, some in the middle of the stream.
    if (n % 3 == 0) results.wait_for(results.count() + random() % 5);
  }
  results.wait_for(results.count() + 20);
  while (pipeline.live_generations() > 1) std::this_thread::yield();
  EXPECT_EQ(pipeline.revision().value, revision);
  pipeline.stop();
  EXPECT_EQ(results.count(), seen.size());
  expect_nothing_lost_twice_or_mixed();
  for (const auto& stage : pipeline.stages()) {
    for (const auto& drop : stage.drops)
      ADD_FAILURE() << stage.name << " dropped " << drop.count << ": " << drop.reason;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, StressTest, ::testing::Bool(),
                         [](const auto& paced) { return paced.param ? "paced_sources" : "unpaced_sources"; });

}  // namespace
}  // namespace visiond::pipeline
