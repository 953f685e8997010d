#include "services/camera/exclusive_use.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace visiond::camera {
namespace {

constexpr base::Duration at_once{};

TEST(ExclusiveUse, lets_a_device_be_opened_twice_where_nobody_minds) {
  ExclusiveUse devices;
  const auto one = devices.acquire("a", false, at_once, {});
  const auto other = devices.acquire("a", false, at_once, {});
  EXPECT_TRUE(one && other);
  EXPECT_FALSE(devices.acquire("a", true, at_once, {}));
}

TEST(ExclusiveUse, refuses_whoever_comes_second_to_an_exclusive_device) {
  ExclusiveUse devices;
  const auto one = devices.acquire("a", true, at_once, {});
  EXPECT_TRUE(one);
  EXPECT_FALSE(devices.acquire("a", false, at_once, {}));
  EXPECT_FALSE(devices.acquire("a", true, at_once, {}));
  EXPECT_TRUE(devices.acquire("b", true, at_once, {}));
}

TEST(ExclusiveUse, gives_the_device_to_the_next_when_it_is_closed) {
  ExclusiveUse devices;
  auto one = devices.acquire("a", true, at_once, {});
  one.reset();
  EXPECT_TRUE(devices.acquire("a", true, at_once, {}));
}

TEST(ExclusiveUse, waits_for_a_device_that_is_being_closed) {
  ExclusiveUse devices;
  auto one = devices.acquire("a", true, at_once, {});
  auto next = std::async(std::launch::async,
                         [&] { return devices.acquire("a", true, std::chrono::minutes(1), {}) != nullptr; });
  one.reset();
  EXPECT_TRUE(next.get());
}

TEST(ExclusiveUse, stops_waiting_when_told_to) {
  ExclusiveUse devices;
  const auto one = devices.acquire("a", true, at_once, {});
  std::stop_source stop;
  auto next = std::async(std::launch::async, [&] {
    return devices.acquire("a", true, std::chrono::hours(1), stop.get_token()) != nullptr;
  });
  stop.request_stop();
  EXPECT_FALSE(next.get());
}

}  // namespace
}  // namespace visiond::camera
