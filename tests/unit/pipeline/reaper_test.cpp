#include "services/pipeline/reaper.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <thread>

namespace visiond::pipeline {
namespace {

// Says when and where it is freed.
struct Watched final : transaction::Part {
  explicit Watched(std::function<void()> function) : when_freed(std::move(function)) {}
  ~Watched() override { when_freed(); }
  std::function<void()> when_freed;
};

transaction::Parts watched(std::function<void()> when_freed) {
  return {{"camera", std::make_shared<Watched>(std::move(when_freed))}};
}

TEST(Reaper, frees_a_generation_on_its_own_thread) {
  Reaper reaper;
  std::promise<std::thread::id> freed_on;
  auto generation = reaper.make({7}, watched([&] { freed_on.set_value(std::this_thread::get_id()); }));
  EXPECT_EQ(generation->revision().value, 7U);
  EXPECT_EQ(reaper.alive(), 1U);
  generation.reset();
  EXPECT_NE(freed_on.get_future().get(), std::this_thread::get_id());
  reaper.wait_until_idle();
  EXPECT_EQ(reaper.alive(), 0U);
}

TEST(Reaper, keeps_a_generation_as_long_as_anyone_has_it) {
  Reaper reaper;
  auto generation = reaper.make({1}, {});
  auto frame = generation;
  generation.reset();
  reaper.wait_until_idle();
  EXPECT_EQ(reaper.alive(), 1U);
  frame.reset();
  reaper.wait_until_idle();
  EXPECT_EQ(reaper.alive(), 0U);
}

TEST(Reaper, lets_nobody_wait_for_a_slow_release) {
  Reaper reaper;
  std::promise<void> go_on;
  auto generation = reaper.make({1}, watched([&] { go_on.get_future().wait(); }));
  generation.reset();
  EXPECT_EQ(reaper.alive(), 1U);
  go_on.set_value();
  reaper.wait_until_idle();
  EXPECT_EQ(reaper.alive(), 0U);
}

TEST(Reaper, frees_what_it_was_given_before_it_ends) {
  int freed = 0;
  {
    Reaper reaper;
    for (int n = 0; n < 50; ++n) reaper.make({1}, watched([&] { ++freed; }));
  }
  EXPECT_EQ(freed, 50);
}

}  // namespace
}  // namespace visiond::pipeline
