#include "services/pipeline/event_hub.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace visiond::pipeline {
namespace {

TEST(EventHub, numbers_events_and_tells_time_and_revision) {
  EventHub hub;
  std::vector<Event> seen;
  const auto subscription = hub.subscribe([&](const auto& event) { seen.push_back(*event); });
  const base::WallTime time(std::chrono::seconds(5));
  hub.publish(time, {3}, TrackStarted{8, "person"});
  hub.publish(time, {4}, CameraLost{"unplugged"});
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].sequence, 1U);
  EXPECT_EQ(seen[0].time, time);
  EXPECT_EQ(seen[0].revision, base::Revision{3});
  EXPECT_EQ(std::get<TrackStarted>(seen[0].happening).track_id, 8U);
  EXPECT_EQ(seen[1].sequence, 2U);
  EXPECT_EQ(std::get<CameraLost>(seen[1].happening).message, "unplugged");
}

TEST(EventHub, counts_each_kind) {
  EventHub hub;
  hub.publish({}, {}, TrackStarted{1, "person"});
  hub.publish({}, {}, TrackStarted{2, "person"});
  hub.publish({}, {}, CameraBack{""});
  EXPECT_EQ(hub.counts(), (EventCounts{2, 0, 0, 0, 0, 1}));
}

TEST(EventHub, tells_from_the_subscription_on) {
  EventHub hub;
  hub.publish({}, {}, CameraBack{""});
  std::vector<std::uint64_t> seen;
  auto subscription = hub.subscribe([&](const auto& event) { seen.push_back(event->sequence); });
  hub.publish({}, {}, CameraBack{""});
  subscription.reset();
  hub.publish({}, {}, CameraBack{""});
  EXPECT_EQ(seen, std::vector<std::uint64_t>{2});
}

TEST(EventHub, keeps_the_order_of_numbers_whichever_threads_events_come_from) {
  EventHub hub;
  std::vector<std::uint64_t> seen;
  const auto subscription = hub.subscribe([&](const auto& event) { seen.push_back(event->sequence); });
  constexpr std::uint64_t each = 1000;
  const auto publish = [&] {
    for (std::uint64_t n = 0; n < each; ++n) hub.publish({}, {}, CameraBack{""});
  };
  { std::jthread camera(publish), stage(publish); }
  ASSERT_EQ(seen.size(), 2 * each);
  for (std::size_t n = 0; n < seen.size(); ++n) ASSERT_EQ(seen[n], n + 1);
}

}  // namespace
}  // namespace visiond::pipeline
