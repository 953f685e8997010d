#include "daemon/base/wall_time.hpp"

#include <chrono>
#include <optional>

namespace visiond::base {
namespace {

constexpr Duration close_enough = std::chrono::microseconds(100);
constexpr int most_readings = 5;

}  // namespace

WallTime wall_time_of(const Clock& clock, SteadyTime time) {
  std::optional<Duration> closest;
  WallTime found;
  for (int reading = 0; reading < most_readings && (!closest || *closest > close_enough); ++reading) {
    const auto before = clock.steady_now();
    const auto wall = clock.wall_now();
    const Duration apart = clock.steady_now() - before;
    if (closest && apart >= *closest) continue;
    closest = apart;
    found = wall + std::chrono::duration_cast<WallTime::duration>(time - (before + apart / 2));
  }
  return found;
}

}  // namespace visiond::base
