// Everything at once from several threads; what it is for shows under the thread sanitizer.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <mutex>

namespace visiond::runtime {
namespace {

using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::State;

constexpr int threads = 4;
constexpr int rounds = 60;

// The revisions that a watcher has seen.
class Seen {
 public:
  void operator()(const SettingsEvent& event) {
    std::lock_guard lock(mutex_);
    if (const auto* snapshot = std::get_if<RevisionView>(&event)) revisions_.push_back(snapshot->revision.value);
    if (const auto* committed = std::get_if<CommittedEvent>(&event))
      revisions_.push_back(committed->report->revision.value);
  }
  std::vector<std::uint64_t> revisions() const {
    std::lock_guard lock(mutex_);
    return revisions_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::uint64_t> revisions_;
};

struct Client {
  int number;
  int committed = 0, ended = 0;

  std::string patch(int round) const {
    const auto value = std::to_string((round * threads + number) % 100);
    switch (round % 4) {
      case 0:
        return R"({"camera":{"cold":)" + value + "}}";
      case 1:
        return R"({"detection":{"hot":)" + value + R"(},"camera":{"hot":)" + value + "}}";
      default:
        return R"({"detection":{"cold":)" + value + "}}";
    }
  }
  void work(RuntimeWorld& world) {
    for (int round = 0; round < rounds; ++round) {
      // Clients share request ids in some rounds, so that they join each other or are refused.
      auto submitted =
          round % 5 == 0 ? world.submit(world.request(patch(round), round)) : world.submit(world.request(patch(round)));
      if (round % 3 == number % 3)
        world.coordinator->cancel(submitted.id, {base::ErrorCode::cancelled, "", "as asked"});
      if (round % 7 == 0) world.camera.on_prepare(round % 2 == 0 ? Behaviour::fail : Behaviour::succeed);
      {
        // Short-lived: gone while it catches up or is told.
        const auto watch = world.coordinator->watch_settings(
            {static_cast<std::uint64_t>(round)}, [](const auto&) {}, [](const auto&) {});
        world.status("camera");
        world.find(submitted.id);
      }
      const auto answer = submitted.answer.get();
      ++ended;
      if (answer.report->state == State::committed && answer.report->changed &&
          answer.report->transaction_id == submitted.id)
        ++committed;
    }
  }
};

TEST(CoordinatorThreads, leave_one_history_however_they_interleave) {
  RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::succeed);
  Seen seen;
  const auto watch = world.coordinator->watch_settings(
      {}, [&](const SettingsEvent& event) { seen(event); }, [](const auto&) {});
  std::vector<Client> clients;
  for (int n = 0; n < threads; ++n) clients.push_back({n});
  std::vector<std::thread> running;
  for (auto& client : clients) running.emplace_back([&] { client.work(world); });
  for (auto& each : running) each.join();
  world.settle();

  std::size_t committed = 0;
  for (const auto& client : clients) {
    EXPECT_EQ(client.ended, rounds);
    committed += static_cast<std::size_t>(client.committed);
  }
  EXPECT_GT(committed, 10U);
  EXPECT_EQ(world.journal.all().size(), committed + 1);
  std::vector<std::uint64_t> all;
  for (const auto& revision : world.journal.all()) all.push_back(revision.revision.value);
  EXPECT_EQ(seen.revisions(), all);
  EXPECT_EQ(world.cutover.revision().value, all.back());
  EXPECT_EQ(world.camera.device(), world.value("camera", "cold"));
  EXPECT_FALSE(world.cutover.held());
  world.wait_until([&] { return world.camera.staged() + world.detection.staged() == 0; });
}

}  // namespace
}  // namespace visiond::runtime
