// What became of frames that no source delivered: of which source they count, and how often.
#include "tests/unit/pipeline/stamper_fixture.hpp"

namespace visiond::pipeline {
namespace {

TEST_F(StamperTest, counts_what_the_source_in_force_drops_at_once) {
  flip(1, 5);
  drop(5, 1, 3);
  EXPECT_EQ(drops("late"), 3U);
}

TEST_F(StamperTest, counts_of_a_staged_source_what_the_old_one_has_not_shown_at_the_flip) {
  flip(1, 5);
  for (int index = 1; index <= 3; ++index) deliver(5, index);
  drop(6, 2, 4);
  EXPECT_EQ(drops("late"), 0U);
  flip(2, 6);
  EXPECT_EQ(drops("late"), 2U) << "4 and 5";
  deliver(6, 6);
  flip(3, 6);
  EXPECT_EQ(drops("late"), 2U);
}

TEST_F(StamperTest, counts_a_tick_once_that_both_sources_dropped) {
  flip(1, 5);
  drop(5, 1, 2);
  drop(6, 1, 3);
  flip(2, 6);
  EXPECT_EQ(drops("late"), 3U);
}

TEST_F(StamperTest, counts_a_tick_between_two_frames_of_a_staged_source) {
  flip(1, 5);
  deliver(5, 1);
  deliver(6, 2);
  drop(6, 3, 1);
  deliver(6, 4);
  flip(2, 6);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 2, 6, 2}, {3, 2, 6, 4}}));
  EXPECT_EQ(drops("late"), 1U);
}

TEST_F(StamperTest, counts_frames_that_a_staged_source_waited_with_too_long) {
  flip(1, 5);
  deliver(5, 1);
  deliver(6, 2);
  deliver(6, 3);
  drop(6, 4, 1);
  for (int index = 5; index <= 8; ++index) deliver(6, index);
  flip(2, 6);
  EXPECT_EQ(stamped().size(), 5U) << "1 of the old source, 5 to 8 of the new one";
  EXPECT_EQ(drops("late"), 3U) << "2, 3 and 4";
}

TEST_F(StamperTest, counts_no_frame_that_the_old_source_showed_after_all) {
  flip(1, 5);
  deliver(5, 1);
  for (int index = 2; index <= 7; ++index) deliver(6, index);
  deliver(5, 2);
  flip(2, 6);
  EXPECT_EQ(drops("late"), 1U) << "3";
}

TEST_F(StamperTest, counts_nothing_that_a_source_missed_while_there_was_no_camera) {
  drop(5, 1, 4);
  flip(1, 5);
  deliver(5, 5);
  flip(2, 0);
  drop(6, 7, 4);
  flip(3, 6);
  EXPECT_EQ(drops("late"), 0U);
}

TEST_F(StamperTest, counts_nothing_that_a_source_missed_while_the_camera_was_away) {
  auto camera = std::make_shared<FakeCamera>(5);
  auto parts = parts_of(5);
  parts["camera"] = camera;
  stamper.flip(std::make_shared<const Generation>(base::Revision{1}, parts));
  deliver(5, 1);
  camera->is_away = true;
  drop(6, 50, 4);
  for (int index = 54; index < 60; ++index) deliver(6, index);
  flip(2, 6);
  EXPECT_EQ(stamped().size(), 5U);
  EXPECT_EQ(drops("late"), 0U);
}

TEST_F(StamperTest, counts_nothing_of_a_source_that_was_given_up) {
  flip(1, 5);
  deliver(5, 1);
  drop(6, 1, 4);
  deliver(7, 5);
  flip(2, 7);
  drop(6, 6, 4);
  EXPECT_EQ(drops("late"), 0U);
}

}  // namespace
}  // namespace visiond::pipeline
