#include "daemon/base/clock.hpp"
#include "services/pipeline/pipeline.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::pipeline {
namespace {

using base::Error;
using base::ErrorCode;

class Rehearsal : public ::testing::Test {
 protected:
  // Notes what it was asked to look at, then answers as `answer` does.
  void make(std::function<base::Result<void>()> answer = [] { return base::Result<void>(); }) {
    pipeline = std::make_unique<Pipeline>(clock, one_stage({}, [this, answer = std::move(answer)](const Frame& frame) {
                                            seen.push_back(frame);
                                            return answer();
                                          }));
    pipeline->start({1}, parts_of(5, 1));
  }
  base::Result<void> rehearse(transaction::Parts parts, std::stop_token stop = {}) {
    return pipeline->rehearse(pipeline->assemble({2}, std::move(parts)), {"detection"}, std::move(stop));
  }
  void TearDown() override { seen.clear(); }

  base::SystemClock clock;
  std::vector<Frame> seen;
  std::unique_ptr<Pipeline> pipeline;
};

TEST_F(Rehearsal, shows_the_newest_frame_with_the_staged_generation) {
  make();
  pipeline->sink().deliver(5, frame_of(5, 1, clock.steady_now()), false, {});
  pipeline->sink().deliver(5, frame_of(5, 2, clock.steady_now()), false, {});
  ASSERT_TRUE(rehearse(parts_of(5, 2)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(source_in(seen[0].image), 5U);
  EXPECT_EQ(seen[0].generation->revision().value, 2U);
  EXPECT_EQ(seen[0].generation->part<FakeDetection>()->tag, 2U);
  EXPECT_EQ(pipeline->revision().value, 1U);
}

TEST_F(Rehearsal, shows_the_staged_cameras_frame_where_the_camera_changes_too) {
  make();
  pipeline->sink().deliver(5, frame_of(5, 1, clock.steady_now()), false, {});
  pipeline->sink().deliver(6, frame_of(6, 1, clock.steady_now()), false, {});
  ASSERT_TRUE(rehearse(parts_of(6, 2)));
  EXPECT_EQ(source_in(seen.at(0).image), 6U);
}

TEST_F(Rehearsal, shows_a_stand_in_before_any_camera_gave_a_frame) {
  make();
  ASSERT_TRUE(rehearse(parts_of(0, 2)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].image.type(), CV_8UC3);
  EXPECT_EQ(seen[0].image.size(), cv::Size(640, 480));
}

TEST_F(Rehearsal, leaves_out_sections_that_were_not_newly_loaded) {
  make();
  ASSERT_TRUE(pipeline->rehearse(pipeline->assemble({2}, parts_of(5, 2)), {"inference"}, {}));
  EXPECT_TRUE(seen.empty());
}

TEST_F(Rehearsal, reports_what_a_stage_found_wrong) {
  make([]() -> base::Result<void> { return Error{ErrorCode::rolled_back, "detection", "it wants 320 by 320"}; });
  const auto result = rehearse(parts_of(5, 2));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "it wants 320 by 320");
}

TEST_F(Rehearsal, turns_an_exception_into_the_sections_failure) {
  make([]() -> base::Result<void> { CV_Error(cv::Error::StsAssert, "wrong shape"); });
  const auto result = rehearse(parts_of(5, 2));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::rolled_back);
  EXPECT_EQ(result.error().path, "detection");
  EXPECT_NE(result.error().message.find("wrong shape"), std::string::npos);
}

TEST_F(Rehearsal, blames_the_camera_for_a_picture_that_cannot_be_turned) {
  make();
  auto parts = parts_of(5, 2);
  auto camera = std::make_shared<FakeCamera>(5);
  camera->turn = [](const cv::Mat&) -> cv::Mat { throw std::runtime_error("no"); };
  parts["camera"] = camera;
  const auto result = rehearse(parts);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().path, "camera");
}

TEST_F(Rehearsal, ends_when_it_is_told_to_stop) {
  make();
  std::stop_source stop;
  stop.request_stop();
  const auto result = rehearse(parts_of(5, 2), stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_TRUE(seen.empty());
}

}  // namespace
}  // namespace visiond::pipeline
