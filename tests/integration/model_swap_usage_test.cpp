// Models are swapped again and again under 30 frames a second: nothing of the process grows, and no frame is lost.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/flat_usage.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/tiny_classifier.hpp"
#include "tests/support/tiny_yolo.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace visiond {
namespace {

using testing::DaemonWorld;

class ModelSwap : public ::testing::Test {
 protected:
  ModelSwap() {
    testing::install_tiny_yolo(folder, "one");
    testing::install_tiny_yolo(folder, "two");
    testing::install_tiny_classifier(folder, "first");
    testing::install_tiny_classifier(folder, "second");
    world.emplace(DaemonWorld::Options{
        .settings = R"({"camera":{"source":"synthetic:","width":320,"height":240,"fps":30,"queue_frames":16},
                        "detection":{"backend":"dnn","model":"one@1"},"inference":{"classifier":"first@1"}})",
        .models_dir = folder.path()});
  }
  // Detector and classifier, both new.
  void swap() {
    second = !second;
    const auto answer =
        world->commit(second ? R"({"detection":{"model":"two@1"},"inference":{"classifier":"second@1"}})"
                             : R"({"detection":{"model":"one@1"},"inference":{"classifier":"first@1"}})");
    ASSERT_EQ(answer.state(), v1::Transaction::STATE_COMMITTED);
  }

  static constexpr int swaps = 500;
  testing::ModelFolder folder;
  std::optional<DaemonWorld> world;
  bool second = false;
};

TEST_F(ModelSwap, leaves_memory_files_and_threads_as_they_were_500_times) {
  testing::ResultLog log(world->vision_stub());
  ASSERT_TRUE(log.wait_for_more(5));
  EXPECT_EQ(testing::growth_over("model swaps", swaps, [this] { swap(); }), "");
  ASSERT_TRUE(log.wait_for_revision(world->settings().revision()));
  EXPECT_EQ(testing::missing_sequences(log.results()), 0U);
}

TEST_F(ModelSwap, check_finds_a_leak) {
  testing::PlantedLeak leak;
  const auto grown = testing::growth_over("model swaps with a leak", 20, [&] {
    swap();
    leak.grow();
  });
  EXPECT_EQ(testing::PlantedLeak::missed_in(grown), "") << grown;
}

}  // namespace
}  // namespace visiond
