// The promise of the house: a frame processed by a mix of revisions cannot exist, and a change loses no frame.
#include "tests/support/daemon/echo_classifier.hpp"
#include "tests/support/daemon/echo_detector.hpp"
#include "tests/support/daemon/mixed_run.hpp"

#include <gtest/gtest.h>

namespace visiond {
namespace {

TEST(MixedFrames, none_and_none_lost_in_2000_transactions_at_30_fps) {
  testing::DaemonWorld world(testing::mixed_run_options());
  const auto run = testing::run_mixed(world, 2000, 20261124);
  RecordProperty("results", static_cast<int>(run.results));
  EXPECT_EQ(run.mixed, 0U) << run.first_mix;
  EXPECT_EQ(run.lost, 0U);
  EXPECT_EQ(run.lost_at_cut_over, 0U) << run.first_loss << "; left out by the source: " << run.late;
  EXPECT_GT(run.size_changes, 400);
  // Enough frames to have met many revisions.
  EXPECT_GT(run.results, 100U);
}

// Keeps the settings it was made with, as a service would that reads them beside the frame.
class StaleDetector final : public detection::Detector {
 public:
  explicit StaleDetector(detection::DetectionSettings settings)
      : settings_(std::move(settings)), echo_(settings_.backend == detection::Backend::motion ? "motion" : "hog") {}
  std::string name() const override { return echo_.name(); }
  std::string memory_key() const override { return echo_.memory_key(); }
  std::unique_ptr<detection::Memory> make_memory() const override { return echo_.make_memory(); }
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const detection::DetectionSettings&,
                                          detection::Memory& memory) const override {
    return echo_.detect(image, settings_, memory);
  }

 private:
  detection::DetectionSettings settings_;
  testing::EchoDetector echo_;
};

TEST(MixedFrames, are_seen_where_a_detector_keeps_its_old_settings) {
  auto options = testing::mixed_run_options();
  options.detectors = [](const detection::DetectionSettings& settings) {
    return base::Result<std::shared_ptr<const detection::Detector>>(std::make_shared<StaleDetector>(settings));
  };
  testing::DaemonWorld world(std::move(options));
  EXPECT_GT(testing::run_mixed(world, 20, 1).mixed, 0U);
}

TEST(MixedFrames, are_seen_where_another_classifier_is_not_taken) {
  auto options = testing::mixed_run_options();
  options.classifiers = [](const std::string&) { return testing::make_echo_classifier("one@1"); };
  testing::DaemonWorld world(std::move(options));
  EXPECT_GT(testing::run_mixed(world, 40, 1).mixed, 0U);
}

}  // namespace
}  // namespace visiond
