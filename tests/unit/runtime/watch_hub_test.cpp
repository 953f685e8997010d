#include "daemon/runtime/watch_hub.hpp"

#include <gtest/gtest.h>

#include <string>

namespace visiond::runtime {
namespace {

using Hub = WatchHub<int>;

struct Seen {
  std::string events;
  int ends = 0;
};

Hub::WatcherPtr watcher(Seen& seen) {
  return std::make_shared<Watcher<int>>([&seen](int n) { seen.events += std::to_string(n); },
                                        [&seen](const base::Error&) { ++seen.ends; });
}

TEST(WatchHub, tells_everybody_in_order) {
  Hub hub;
  Seen a, b;
  hub.add(watcher(a));
  hub.publish(1);
  hub.add(watcher(b));
  hub.publish(2);
  EXPECT_EQ(a.events, "12");
  EXPECT_EQ(b.events, "2");
}

TEST(WatchHub, tells_nobody_whose_handle_is_gone) {
  Hub hub;
  Seen seen;
  auto one = watcher(seen);
  hub.add(one);
  auto handle = std::make_unique<WatchHandle<int>>(one);
  hub.publish(1);
  EXPECT_EQ(hub.size(), 1U);
  handle.reset();
  EXPECT_EQ(hub.size(), 0U);
  hub.publish(2);
  hub.end_all({});
  EXPECT_EQ(seen.events, "1");
  EXPECT_EQ(seen.ends, 0);
  EXPECT_TRUE(hub.empty());
}

TEST(WatchHub, lets_a_watcher_end_itself_while_it_is_told) {
  Hub hub;
  Seen other;
  std::unique_ptr<Watch> handle;
  auto one = std::make_shared<Watcher<int>>([&](int) { handle.reset(); }, [](const base::Error&) {});
  handle = std::make_unique<WatchHandle<int>>(one);
  hub.add(one);
  hub.add(watcher(other));
  hub.publish(1);
  hub.publish(2);
  EXPECT_EQ(handle, nullptr);
  EXPECT_EQ(other.events, "12");
}

TEST(WatchHub, lets_a_watcher_end_another_before_it_is_told) {
  Hub hub;
  Seen second;
  auto two = watcher(second);
  hub.add(std::make_shared<Watcher<int>>([&](int) { two->close(); }, [](const base::Error&) {}));
  hub.add(two);
  hub.publish(1);
  EXPECT_EQ(second.events, "");
}

TEST(WatchHub, ends_each_watch_once) {
  Hub hub;
  Seen seen;
  auto one = watcher(seen);
  hub.add(one);
  hub.end_all({});
  hub.end_all({});
  one->end({});
  hub.publish(1);
  EXPECT_EQ(seen.ends, 1);
  EXPECT_EQ(seen.events, "");
}

}  // namespace
}  // namespace visiond::runtime
