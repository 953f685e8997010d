#include "tests/unit/pipeline/stamper_fixture.hpp"

#include <future>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

TEST_F(StamperTest, stamps_each_frame_with_the_generation_in_force_and_counts_without_gaps) {
  EXPECT_EQ(flip(1, 5), 1U);
  deliver(5, 1);
  deliver(5, 2);
  EXPECT_EQ(flip(2, 5), 3U);
  deliver(5, 3);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 1, 5, 2}, {3, 2, 5, 3}}));
}

TEST_F(StamperTest, has_no_first_frame_without_a_camera_or_while_it_is_away) {
  EXPECT_EQ(flip(1, 0), 0U);
  auto parts = parts_of(5);
  auto away = std::make_shared<FakeCamera>(5);
  away->is_away = true;
  parts["camera"] = away;
  EXPECT_EQ(stamper.flip(std::make_shared<const Generation>(base::Revision{2}, parts)), 0U);
}

TEST_F(StamperTest, computes_the_capture_time_from_the_frames_age) {
  flip(1, 5);
  clock.advance(milliseconds(30));
  deliver(5, 1);
  EXPECT_EQ(queue.pop()->frame.capture_time, clock.wall_now() - milliseconds(20));
  deliver(5, 9);
  // A time stamp that runs ahead is no negative age.
  EXPECT_EQ(queue.pop()->frame.capture_time, clock.wall_now());
}

TEST_F(StamperTest, keeps_a_staged_source_apart_and_goes_on_with_its_newest_frame_at_the_flip) {
  flip(1, 5);
  deliver(5, 1);
  EXPECT_EQ(deliver(6, 1), Verdict::taken);
  EXPECT_EQ(deliver(6, 2), Verdict::taken);
  EXPECT_EQ(flip(2, 6), 2U);
  deliver(6, 3);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 2, 6, 2}, {3, 2, 6, 3}}));
}

TEST_F(StamperTest, repeats_no_tick_that_the_old_source_has_shown) {
  flip(1, 5);
  deliver(6, 1);
  deliver(5, 1);
  flip(2, 6);
  deliver(6, 1);
  deliver(6, 2);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 2, 6, 2}}));
}

TEST_F(StamperTest, loses_no_tick_that_the_old_source_is_late_with) {
  flip(1, 5);
  deliver(5, 1);
  for (int index = 1; index <= 4; ++index) deliver(6, index);
  flip(2, 6);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 2, 6, 2}, {3, 2, 6, 3}, {4, 2, 6, 4}}));
}

TEST_F(StamperTest, keeps_a_bounded_number_of_staged_frames) {
  flip(1, 5);
  for (int index = 1; index <= 20; ++index) deliver(6, index);
  flip(2, 6);
  EXPECT_EQ(stamped().size(), Stamper::staged_limit);
}

TEST_F(StamperTest, tells_a_source_that_was_replaced_to_stop) {
  flip(1, 5);
  flip(2, 6);
  EXPECT_EQ(deliver(5, 1), Verdict::stop);
  // Also one that a transaction left behind when it was given up.
  flip(3, 9);
  EXPECT_EQ(deliver(8, 1), Verdict::stop);
  flip(4, 0);
  EXPECT_EQ(deliver(9, 2), Verdict::stop);
  EXPECT_EQ(deliver(10, 2), Verdict::taken);
  EXPECT_TRUE(stamped().empty());
}

TEST_F(StamperTest, tells_everyone_to_stop_once_closed) {
  flip(1, 5);
  stamper.close();
  EXPECT_EQ(deliver(5, 1), Verdict::stop);
  EXPECT_EQ(stamper.deliver(5, frame_of(5, 1, due(1)), true, {}).verdict, Verdict::stop);
}

TEST_F(StamperTest, holds_frames_back_and_lets_them_go_on_with_the_new_generation) {
  flip(1, 5);
  deliver(5, 1);
  stamper.hold();
  deliver(5, 2);
  deliver(5, 3);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}}));
  EXPECT_EQ(flip(2, 5), 2U);
  deliver(5, 4);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{2, 2, 5, 2}, {3, 2, 5, 3}, {4, 2, 5, 4}}));
}

TEST_F(StamperTest, lets_held_frames_go_on_with_the_old_generation_on_the_way_back) {
  flip(1, 5);
  stamper.hold();
  deliver(5, 1);
  deliver(6, 2);
  stamper.release();
  deliver(5, 3);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 1, 5, 3}}));
}

TEST_F(StamperTest, loses_no_frame_that_came_between_the_hold_and_the_closing_of_the_old_source) {
  flip(1, 5);
  deliver(5, 1);
  stamper.hold();
  deliver(5, 2);
  deliver(6, 3);
  EXPECT_EQ(flip(2, 6), 3U);
  EXPECT_EQ(stamped(), (std::vector<Stamped>{{1, 1, 5, 1}, {2, 1, 5, 2}, {3, 2, 6, 3}}));
}

TEST_F(StamperTest, drops_the_oldest_held_frame_beyond_the_limit_and_counts_it) {
  flip(1, 5);
  stamper.hold();
  const auto limit = static_cast<std::int64_t>(Stamper::held_limit);
  for (std::int64_t index = 1; index <= limit + 2; ++index) deliver(5, index);
  flip(2, 5);
  const auto all = stamped();
  ASSERT_EQ(all.size(), Stamper::held_limit);
  EXPECT_EQ(all.front(), Stamped(1, 2, 5, 3));
  EXPECT_EQ(drops("held"), 2U);
}

TEST_F(StamperTest, rehearses_on_the_first_held_frame_of_the_source_or_else_the_newest) {
  EXPECT_FALSE(stamper.frame_to_rehearse(5));
  flip(1, 5);
  deliver(5, 1);
  deliver(5, 2);
  EXPECT_EQ(stamper.frame_to_rehearse(5)->index, 2);
  deliver(6, 3);
  EXPECT_EQ(source_in(stamper.frame_to_rehearse(6)->image), 6U);
  EXPECT_EQ(stamper.frame_to_rehearse(7)->index, 2);
  stamper.hold();
  deliver(7, 3);
  deliver(7, 4);
  EXPECT_EQ(stamper.frame_to_rehearse(7)->index, 3);
}

TEST_F(StamperTest, takes_the_queues_length_from_the_generation) {
  transaction::Parts parts;
  parts["camera"] = std::make_shared<FakeCamera>(5, 3);
  stamper.flip(std::make_shared<const Generation>(base::Revision{1}, parts));
  for (int index = 1; index <= 5; ++index) deliver(5, index);
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.dropped(), 2U);
}

TEST_F(StamperTest, measures_no_downtime_where_there_was_no_camera_before_or_is_none_after) {
  flip(1, 5);
  deliver(5, 1);
  flip(2, 0);
  EXPECT_EQ(stamper.measure_downtime(milliseconds(0), {}), std::nullopt);
  flip(3, 6);
  deliver(6, 9000);
  EXPECT_EQ(stamper.measure_downtime(milliseconds(0), {}), std::nullopt);
}

TEST_F(StamperTest, measures_the_downtime_of_a_switch_over_from_the_old_sources_last_frame) {
  flip(1, 5);
  clock.advance(milliseconds(20));
  deliver(5, 1);
  stamper.hold();
  deliver(5, 2);
  clock.advance(milliseconds(150));
  deliver(6, 16);
  flip(2, 6);
  // Frame 2 to frame 16 are 140 ms, of which one frame time is no outage.
  EXPECT_EQ(stamper.measure_downtime(milliseconds(0), {}), milliseconds(130));
}

TEST_F(StamperTest, measures_the_downtime_of_a_way_back) {
  flip(1, 5);
  clock.advance(milliseconds(20));
  deliver(5, 1);
  stamper.hold();
  deliver(5, 2);
  clock.advance(milliseconds(280));
  deliver(5, 30);
  stamper.release();
  EXPECT_EQ(stamper.measure_downtime(milliseconds(0), {}), milliseconds(270));
}

TEST_F(StamperTest, waits_for_the_first_frame_after_the_flip) {
  flip(1, 5);
  deliver(5, 1);
  flip(2, 6);
  auto measured = std::async(std::launch::async, [&] { return stamper.measure_downtime(std::chrono::minutes(1), {}); });
  deliver(6, 5);
  EXPECT_EQ(measured.get(), milliseconds(30));
}

TEST_F(StamperTest, gives_up_measuring_when_no_frame_comes_or_it_is_told_to_stop) {
  flip(1, 5);
  deliver(5, 1);
  flip(2, 6);
  EXPECT_EQ(stamper.measure_downtime(milliseconds(1), {}), std::nullopt);
  std::stop_source stop;
  auto measured =
      std::async(std::launch::async, [&] { return stamper.measure_downtime(std::chrono::hours(1), stop.get_token()); });
  stop.request_stop();
  EXPECT_EQ(measured.get(), std::nullopt);
}

}  // namespace
}  // namespace visiond::pipeline
