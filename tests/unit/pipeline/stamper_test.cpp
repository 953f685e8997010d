#include "services/pipeline/stamper.hpp"

#include "services/pipeline/generation.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <tuple>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

// Sequence number, revision, source, index of a stamped frame.
using Stamped = std::tuple<std::uint64_t, std::uint64_t, SourceId, std::int64_t>;

class StamperTest : public ::testing::Test {
 protected:
  // Revision and source; its frames are 10 ms apart.
  std::uint64_t flip(std::uint64_t revision, SourceId source) {
    return stamper.flip(std::make_shared<const Generation>(base::Revision{revision}, parts_of(source)));
  }
  base::SteadyTime due(std::int64_t index) const { return start + index * milliseconds(10); }
  Verdict deliver(SourceId source, std::int64_t index) {
    return stamper.deliver(source, frame_of(source, index, due(index)), false, {}).verdict;
  }
  // `frames` of them, from the index on.
  void drop(SourceId source, std::int64_t index, std::uint64_t frames) {
    stamper.dropped(source, {.reason = "late", .count = frames, .first = due(index), .apart = milliseconds(10)});
  }
  std::vector<Stamped> stamped() {
    std::vector<Stamped> all;
    while (queue.size() > 0) {
      const auto frame = queue.pop()->frame;
      all.emplace_back(frame.sequence, frame.generation->revision().value, source_in(frame.image), frame.index);
    }
    return all;
  }
  std::uint64_t drops(const std::string& reason) const {
    for (const auto& drop : statistics.status(clock.steady_now()).drops) {
      if (drop.reason == reason) return drop.count;
    }
    return 0;
  }

  testing::ManualClock clock;
  base::SteadyTime start = clock.steady_now();
  WorkQueue queue;
  Statistics statistics;
  Stamper stamper{clock, queue, statistics};
};

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

TEST_F(StamperTest, counts_nothing_that_a_source_missed_before_the_first_frame_of_all) {
  drop(5, 1, 4);
  flip(1, 5);
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

// An unpaced source on its own thread: goes on as the receipts say.
class Unpaced {
 public:
  Unpaced(Stamper& stamper, SourceId id, std::int64_t index)
      : thread_([&stamper, id, index](std::stop_token stop) mutable {
          for (base::SteadyTime time{}; !stop.stop_requested(); time += milliseconds(1)) {
            const auto receipt = stamper.deliver(id, frame_of(id, index, time), true, stop);
            if (receipt.verdict == Verdict::stop) return;
            index = receipt.verdict == Verdict::again ? receipt.next_index : index + 1;
          }
        }) {}

 private:
  std::jthread thread_;
};

TEST_F(StamperTest, makes_an_unpaced_source_wait_for_room_and_loses_none_of_its_frames) {
  flip(1, 5);
  const Unpaced source(stamper, 5, 0);
  for (std::int64_t index = 0; index < 200; ++index) EXPECT_EQ(queue.pop()->frame.index, index);
  EXPECT_EQ(queue.dropped(), 0U);
  queue.close();
}

TEST_F(StamperTest, tells_an_unpaced_source_when_there_is_room) {
  flip(1, 5);
  stamper.wait_for_room(5, {});
  std::int64_t index = 0;
  while (queue.has_room()) deliver(5, index++);
  // Whether it waited until `event`.
  const auto waits_until = [this](const std::function<void(std::stop_source&)>& event) {
    std::atomic<bool> happened = false;
    std::stop_source stop;
    auto waited = std::async(std::launch::async, [&] {
      stamper.wait_for_room(5, stop.get_token());
      return happened.load();
    });
    EXPECT_EQ(waited.wait_for(milliseconds(10)), std::future_status::timeout);
    happened = true;
    event(stop);
    return waited.get();
  };
  EXPECT_TRUE(waits_until([this](std::stop_source&) { queue.pop(); }));
  deliver(5, index++);
  EXPECT_TRUE(waits_until([](std::stop_source& stop) { stop.request_stop(); }));
  // A staged one makes its frame for the rehearsal; what is held back waits elsewhere.
  stamper.wait_for_room(6, {});
  stamper.hold();
  stamper.wait_for_room(5, {});
  stamper.release();
  EXPECT_TRUE(waits_until([this](std::stop_source&) { queue.close(); }));
}

TEST_F(StamperTest, lets_an_unpaced_source_go_on_exactly_where_the_one_before_stopped) {
  flip(1, 5);
  const Unpaced before(stamper, 5, 0);
  std::int64_t expected = 0;
  for (; expected < 20; ++expected) EXPECT_EQ(queue.pop()->frame.index, expected);
  // Staged at an index that the old one will have passed.
  const Unpaced after(stamper, 6, 3);
  while (!stamper.frame_to_rehearse(6) || source_in(stamper.frame_to_rehearse(6)->image) != 6)
    std::this_thread::yield();
  for (; expected < 40; ++expected) EXPECT_EQ(queue.pop()->frame.index, expected);
  const auto first = flip(2, 6);
  for (; expected < 200; ++expected) {
    const auto frame = queue.pop()->frame;
    EXPECT_EQ(frame.index, expected);
    EXPECT_EQ(source_in(frame.image), frame.sequence < first ? 5U : 6U);
  }
  queue.close();
}

TEST_F(StamperTest, holds_an_unpaced_source_back_without_dropping_a_frame) {
  flip(1, 5);
  const Unpaced source(stamper, 5, 0);
  std::int64_t expected = 0;
  for (; expected < 20; ++expected) EXPECT_EQ(queue.pop()->frame.index, expected);
  stamper.hold();
  while (queue.size() > 0) EXPECT_EQ(queue.pop()->frame.index, expected++);
  flip(2, 5);
  for (; expected < 60; ++expected) EXPECT_EQ(queue.pop()->frame.index, expected);
  EXPECT_EQ(drops("held"), 0U);
  queue.close();
}

TEST_F(StamperTest, ends_the_waiting_of_a_source_that_is_told_to_stop) {
  flip(1, 5);
  const auto wait_as = [&](SourceId source, std::stop_token stop) {
    return std::async(std::launch::async, [this, source, stop = std::move(stop)] {
      for (std::int64_t index = 0;; ++index) {
        if (stamper.deliver(source, frame_of(source, index, due(index)), true, stop).verdict == Verdict::stop) return;
      }
    });
  };
  std::stop_source stop;
  auto in_force = wait_as(5, stop.get_token());
  auto staged = wait_as(6, stop.get_token());
  stop.request_stop();
  in_force.get();
  staged.get();

  auto closed = wait_as(6, {});
  stamper.close();
  closed.get();
}

}  // namespace
}  // namespace visiond::pipeline
