#include "services/pipeline/result_hub.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <utility>
#include <vector>

namespace visiond::pipeline {
namespace {

std::shared_ptr<const FrameResult> result(std::uint64_t sequence) {
  auto made = std::make_shared<FrameResult>();
  made->frame_sequence = sequence;
  return made;
}

TEST(ResultHub, tells_every_subscriber_in_order) {
  ResultHub hub;
  std::vector<std::pair<char, std::uint64_t>> seen;
  const auto a = hub.subscribe([&](const auto& each) { seen.emplace_back('a', each->frame_sequence); });
  const auto b = hub.subscribe([&](const auto& each) { seen.emplace_back('b', each->frame_sequence); });
  hub.publish(result(1));
  hub.publish(result(2));
  EXPECT_EQ(seen, (std::vector<std::pair<char, std::uint64_t>>{{'a', 1}, {'b', 1}, {'a', 2}, {'b', 2}}));
}

TEST(ResultHub, tells_an_ended_subscription_nothing_more) {
  ResultHub hub;
  int seen = 0;
  auto subscription = hub.subscribe([&](const auto&) { ++seen; });
  hub.publish(result(1));
  subscription.reset();
  hub.publish(result(2));
  EXPECT_EQ(seen, 1);
}

TEST(ResultHub, lets_a_handler_end_its_own_subscription) {
  ResultHub hub;
  int seen = 0;
  std::unique_ptr<Subscription> subscription;
  subscription = hub.subscribe([&](const auto&) {
    ++seen;
    subscription.reset();
  });
  hub.publish(result(1));
  hub.publish(result(2));
  EXPECT_EQ(seen, 1);
}

TEST(ResultHub, frees_an_ended_handler_although_no_frame_follows) {
  ResultHub hub;
  const auto held = std::make_shared<int>(1);
  auto subscription = hub.subscribe([held](const auto&) {});
  subscription.reset();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(ResultHub, may_end_before_its_subscriptions) {
  auto hub = std::make_unique<ResultHub>();
  auto subscription = hub->subscribe([](const auto&) {});
  hub.reset();
  subscription.reset();
}

TEST(ResultHub, ends_a_subscription_only_after_the_call_under_way) {
  ResultHub hub;
  std::promise<void> entered, go_on;
  std::atomic<bool> returned = false;
  auto subscription = hub.subscribe([&](const auto&) {
    entered.set_value();
    go_on.get_future().wait();
    returned = true;
  });
  std::jthread publisher([&] { hub.publish(result(1)); });
  entered.get_future().wait();
  auto ended = std::async(std::launch::async, [&] {
    subscription.reset();
    return returned.load();
  });
  go_on.set_value();
  EXPECT_TRUE(ended.get());
}

}  // namespace
}  // namespace visiond::pipeline
