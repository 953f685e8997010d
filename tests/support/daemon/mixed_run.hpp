#pragma once
// Transactions that change everything a result can show while frames pass: frame size, threshold, limit, backend,
// tracking, classifier and its limit. Every result is compared with the settings of the revision that it names. Used
// from one thread.

#include "tests/support/daemon/daemon_world.hpp"

#include <cstdint>
#include <string>

namespace visiond::testing {

struct MixedRun {
  int transactions = 0;
  int size_changes = 0;
  std::uint64_t results = 0;
  std::uint64_t mixed = 0;             // results that do not fit their revision
  std::uint64_t lost = 0;              // numbers missing in the stream
  std::uint64_t late = 0;              // ticks that the source left out, because the machine was busy
  std::uint64_t lost_at_cut_over = 0;  // ticks missing between revisions, beyond those
  std::string first_mix;               // empty where there is none
  std::string first_loss;              // the first of the ticks that are missing, whether the source left it out or not
};

// What DaemonWorld is to be made with: the synthetic camera at 30 frames a second, a queue that outlasts a busy
// machine, and the echo detector.
DaemonWorld::Options mixed_run_options();

MixedRun run_mixed(DaemonWorld& world, int transactions, std::uint32_t seed);

}  // namespace visiond::testing
