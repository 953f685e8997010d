// Sources that may lose no frame: they wait for room, for the flip and for the release.
#include "tests/unit/pipeline/stamper_fixture.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <thread>

namespace visiond::pipeline {
namespace {

using std::chrono::milliseconds;

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
