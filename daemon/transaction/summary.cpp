#include "daemon/transaction/summary.hpp"

#include <algorithm>

namespace visiond::transaction {
namespace {

bool began_to_prepare(const Report& report) {
  return std::any_of(report.phases.begin(), report.phases.end(),
                     [](const Phase& phase) { return phase.name >= PhaseName::prepare; });
}

}  // namespace

bool counts(const Report& report) {
  return report.state != State::validated && (report.state != State::committed || report.changed);
}

Duration duration_of(const Report& report) {
  return std::max(Duration{}, Duration(report.end_time.value_or(report.create_time) - report.create_time));
}

bool was_executed(const Operation& operation) {
  return operation.outcome != Outcome::pending && operation.outcome != Outcome::not_run &&
         operation.outcome != Outcome::unaffected;
}

void Summary::add(const Report& report) {
  ++transactions;
  switch (report.state) {
    case State::committed:
    case State::partially_committed:
    case State::awaiting_confirmation:
      ++committed;
      break;
    case State::rolled_back:
    case State::rollback_incomplete:
      ++rolled_back;
      break;
    case State::rejected:
      ++rejected;
      break;
    default:
      break;
  }
  if (report.error && began_to_prepare(report)) ++rollbacks;
  total_duration += duration_of(report);
  for (const auto& wave : report.waves) {
    const auto executed =
        static_cast<std::uint64_t>(std::count_if(wave.operations.begin(), wave.operations.end(), was_executed));
    operations_executed += executed;
    (executed > 1 ? operations_parallel : operations_sequential) += executed;
    for (const auto& operation : wave.operations) {
      if (!was_executed(operation)) continue;
      if (operation.outcome == Outcome::failed) ++operations_failed;
      service_durations[operation.section] += operation.duration;
      if (operation.downtime) service_downtimes[operation.section] += *operation.downtime;
    }
  }
}

}  // namespace visiond::transaction
