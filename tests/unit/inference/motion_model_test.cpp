#include "services/inference/motion_model.hpp"

#include "services/pipeline/intersection_over_union.hpp"

#include <gtest/gtest.h>

#include <random>

namespace visiond::inference {
namespace {

using pipeline::Box;

class MotionModelTest : public ::testing::TestWithParam<Tracking> {
 protected:
  // Seen `count` times at an even speed a frame, with a noise of a fiftieth of its size.
  void follow(int count, double speed_x, double speed_y, double frames = 1) {
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 0.002);
    model = make_motion_model(GetParam(), truth);
    for (int n = 1; n < count; ++n) {
      truth.x += speed_x * frames, truth.y += speed_y * frames;
      model->predict(frames);
      model->correct({truth.x + noise(random), truth.y + noise(random), truth.width, truth.height});
    }
  }

  Box truth{0.1, 0.2, 0.1, 0.1};
  std::unique_ptr<MotionModel> model;
};

TEST_P(MotionModelTest, is_where_it_was_seen) {
  follow(20, 0.005, 0.003);
  EXPECT_GT(pipeline::intersection_over_union(model->box(), truth), 0.8);
}

TEST_P(MotionModelTest, goes_on_while_it_is_not_seen) {
  follow(20, 0.01, 0.005);
  for (int n = 0; n < 30; ++n) model->predict(1);
  truth.x += 0.3, truth.y += 0.15;
  EXPECT_GT(pipeline::intersection_over_union(model->box(), truth), 0.3);
}

TEST_P(MotionModelTest, goes_as_far_in_one_long_step) {
  follow(20, 0.01, 0.005);
  model->predict(30);
  truth.x += 0.3, truth.y += 0.15;
  EXPECT_GT(pipeline::intersection_over_union(model->box(), truth), 0.3);
}

TEST_P(MotionModelTest, knows_its_speed_where_frames_are_left_out) {
  follow(20, 0.002, 0.001, 5);
  model->predict(20);
  truth.x += 0.04, truth.y += 0.02;
  EXPECT_GT(pipeline::intersection_over_union(model->box(), truth), 0.5);
}

TEST_P(MotionModelTest, follows_a_box_that_grows) {
  model = make_motion_model(GetParam(), truth);
  for (int n = 0; n < 50; ++n) {
    truth.width *= 1.02, truth.height *= 1.02;
    model->predict(1);
    model->correct(truth);
  }
  EXPECT_GT(pipeline::intersection_over_union(model->box(), truth), 0.8);
}

TEST_P(MotionModelTest, bears_a_box_without_extent) {
  model = make_motion_model(GetParam(), {0.5, 0.5, 0, 0});
  model->predict(1);
  model->correct({0.5, 0.5, 0, 0});
  model->predict(1000);
  EXPECT_TRUE(std::isfinite(model->box().x));
  EXPECT_GE(model->box().width, 0);
}

INSTANTIATE_TEST_SUITE_P(Both, MotionModelTest, ::testing::Values(Tracking::iou, Tracking::kalman),
                         [](const auto& each) { return each.param == Tracking::iou ? "iou" : "kalman"; });

}  // namespace
}  // namespace visiond::inference
