// The state machine in thousands of worlds made from seeds. VISIOND_SEED=n runs world n alone and prints what happens;
// VISIOND_SEEDS=n runs that many.
#include "tests/unit/transaction/simulated_world.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace visiond::transaction {
namespace {

std::optional<std::uint64_t> number_from(const char* variable) {
  const auto* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::stoull(text);
}

// What went wrong in the world of that seed; nothing when all promises were kept.
std::string run_world(std::uint64_t seed, Encounters& encounters, bool show) {
  SimulatedWorld world(seed, encounters, show);
  for (int n = 0; n < 4 && world.complaints().empty(); ++n) world.run_transaction();
  if (world.complaints().empty()) world.settle();
  if (show) std::cout << world.trace();
  std::string text;
  for (const auto& each : world.complaints()) text += "\n  broken: " + each;
  return text;
}

TEST(MachineSeeds, leave_everything_new_or_everything_old) {
  Encounters encounters;
  if (const auto seed = number_from("VISIOND_SEED")) {
    EXPECT_EQ(run_world(*seed, encounters, true), "");
    return;
  }
  const auto count = number_from("VISIOND_SEEDS").value_or(3000);
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    const auto wrong = run_world(seed, encounters, false);
    ASSERT_EQ(wrong, "") << "in the world of VISIOND_SEED=" << seed;
  }
  // Worlds in which nothing happens prove nothing.
  for (const auto state : {State::committed, State::validated, State::rejected, State::rolled_back,
                           State::rollback_incomplete, State::cancelled})
    EXPECT_GT(encounters.ends[state] * 200, static_cast<int>(count)) << to_string(state);
  for (const int often : {encounters.switch_overs, encounters.ways_back, encounters.prepared_again, encounters.given_up,
                          encounters.late, encounters.refused_commits, encounters.cancelled_too_late})
    EXPECT_GT(often * 200, static_cast<int>(count));
}

}  // namespace
}  // namespace visiond::transaction
