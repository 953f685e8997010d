#include "services/pipeline/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <vector>

namespace visiond::pipeline {
namespace {

std::vector<int> take_all(BoundedQueue<int>& queue) {
  std::vector<int> all;
  while (queue.size() > 0) all.push_back(*queue.pop());
  return all;
}

TEST(BoundedQueue, gives_items_in_the_order_they_came) {
  BoundedQueue<int> queue;
  queue.set_capacity(3);
  for (int n = 1; n <= 3; ++n) EXPECT_TRUE(queue.push(n));
  EXPECT_EQ(take_all(queue), (std::vector{1, 2, 3}));
  EXPECT_EQ(queue.dropped(), 0U);
}

TEST(BoundedQueue, drops_the_oldest_when_it_is_full_and_counts_it) {
  BoundedQueue<int> queue;
  queue.set_capacity(2);
  for (int n = 1; n <= 5; ++n) queue.push(n);
  EXPECT_EQ(queue.dropped(), 3U);
  EXPECT_EQ(take_all(queue), (std::vector{4, 5}));
}

TEST(BoundedQueue, holds_at_least_one) {
  BoundedQueue<int> queue;
  queue.set_capacity(0);
  queue.push(1);
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.dropped(), 0U);
}

TEST(BoundedQueue, loses_nothing_that_came_beyond_its_capacity_while_the_stage_keeps_up) {
  BoundedQueue<int> queue;
  queue.set_capacity(2);
  for (int n = 1; n <= 6; ++n) queue.push_beyond_capacity(n);
  std::vector<int> taken;
  // Two out, one in: the stage is faster than the camera.
  for (int n = 7; n <= 10; ++n) {
    taken.push_back(*queue.pop());
    if (queue.size() > 0) taken.push_back(*queue.pop());
    queue.push(n);
  }
  for (const int rest : take_all(queue)) taken.push_back(rest);
  EXPECT_EQ(taken, (std::vector{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(queue.dropped(), 0U);
}

TEST(BoundedQueue, comes_back_to_its_capacity_although_the_stage_is_slow) {
  BoundedQueue<int> queue;
  queue.set_capacity(2);
  for (int n = 1; n <= 6; ++n) queue.push_beyond_capacity(n);
  for (int n = 7; n <= 11; ++n) queue.push(n);
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.dropped(), 9U);
  EXPECT_EQ(take_all(queue), (std::vector{10, 11}));
}

TEST(BoundedQueue, keeps_what_waits_when_its_capacity_shrinks) {
  BoundedQueue<int> queue;
  queue.set_capacity(4);
  for (int n = 1; n <= 4; ++n) queue.push(n);
  queue.set_capacity(1);
  EXPECT_EQ(queue.dropped(), 0U);
  EXPECT_EQ(take_all(queue), (std::vector{1, 2, 3, 4}));
  queue.push(5);
  queue.push(6);
  EXPECT_EQ(take_all(queue), (std::vector{6}));
}

TEST(BoundedQueue, wakes_everyone_who_waits_for_room) {
  BoundedQueue<int> queue;
  queue.set_capacity(1);
  queue.push(1);
  const auto wait = [&] { return queue.wait_for_room({}); };
  auto one = std::async(std::launch::async, wait);
  auto other = std::async(std::launch::async, wait);
  EXPECT_EQ(queue.pop(), 1);
  // Neither uses the room, and yet neither may sleep on.
  const bool both = one.wait_for(std::chrono::minutes(1)) == std::future_status::ready &&
                    other.wait_for(std::chrono::minutes(1)) == std::future_status::ready;
  queue.close();
  ASSERT_TRUE(both);
  EXPECT_TRUE(one.get());
  EXPECT_TRUE(other.get());
}

TEST(BoundedQueue, waiting_for_room_ends_when_told_to_stop) {
  BoundedQueue<int> queue;
  queue.set_capacity(1);
  queue.push(1);
  std::stop_source stop;
  auto waiter = std::async(std::launch::async, [&] { return queue.wait_for_room(stop.get_token()); });
  stop.request_stop();
  EXPECT_FALSE(waiter.get());
}

TEST(BoundedQueue, closing_wakes_everyone_and_throws_the_rest_away) {
  BoundedQueue<std::shared_ptr<int>> queue;
  queue.set_capacity(1);
  const auto item = std::make_shared<int>(1);
  queue.push(item);
  auto producer = std::async(std::launch::async, [&] { return queue.wait_for_room({}); });
  queue.close();
  EXPECT_FALSE(producer.get());
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_FALSE(queue.push(item));
  queue.push_beyond_capacity(item);
  EXPECT_EQ(item.use_count(), 1);
}

TEST(BoundedQueue, closing_wakes_who_waits_for_an_item) {
  BoundedQueue<int> queue;
  auto consumer = std::async(std::launch::async, [&] { return queue.pop(); });
  queue.close();
  EXPECT_EQ(consumer.get(), std::nullopt);
}

}  // namespace
}  // namespace visiond::pipeline
