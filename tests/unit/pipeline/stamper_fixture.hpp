#pragma once
// A stamper with its queue and its statistics, and sources by number whose frames are 10 ms apart.

#include "services/pipeline/generation.hpp"
#include "services/pipeline/stamper.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace visiond::pipeline {

// Sequence number, revision, source, index of a stamped frame.
using Stamped = std::tuple<std::uint64_t, std::uint64_t, SourceId, std::int64_t>;

class StamperTest : public ::testing::Test {
 protected:
  // Revision and source; its frames are 10 ms apart.
  std::uint64_t flip(std::uint64_t revision, SourceId source) {
    return stamper.flip(std::make_shared<const Generation>(base::Revision{revision}, parts_of(source)));
  }
  base::SteadyTime due(std::int64_t index) const { return start + index * std::chrono::milliseconds(10); }
  Verdict deliver(SourceId source, std::int64_t index) {
    return stamper.deliver(source, frame_of(source, index, due(index)), false, {}).verdict;
  }
  // `frames` of them, from the index on.
  void drop(SourceId source, std::int64_t index, std::uint64_t frames) {
    stamper.dropped(source,
                    {.reason = "late", .count = frames, .first = due(index), .apart = std::chrono::milliseconds(10)});
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

}  // namespace visiond::pipeline
