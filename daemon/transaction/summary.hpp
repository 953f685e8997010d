#pragma once
// The figures of transactions that operators ask for first, summed up from their reports. Values.

#include "daemon/transaction/report.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace visiond::transaction {

// False of requests without a difference, and of what would have been done: they are no transactions here. Whether a
// report that was refused is a dry run's, it does not say.
bool counts(const Report& report);
// From arrival to end, never negative.
Duration duration_of(const Report& report);
// True where the operation was started and had something to do.
bool was_executed(const Operation& operation);

struct Summary {
  std::uint64_t transactions = 0, committed = 0, rolled_back = 0, rejected = 0;  // the rest was cancelled
  std::uint64_t operations_executed = 0, operations_failed = 0;
  // Of those executed: that shared their wave with others, and that were alone in it.
  std::uint64_t operations_parallel = 0, operations_sequential = 0;
  std::uint64_t rollbacks = 0;  // transactions that failed or were cancelled once they had begun to prepare
  std::uint64_t snapshots = 0;  // generations assembled; no report tells
  Duration total_duration{};
  std::map<std::string, Duration> service_durations, service_downtimes;  // by section

  // Takes in a report that counts.
  void add(const Report& report);

  bool operator==(const Summary&) const = default;
};

}  // namespace visiond::transaction
