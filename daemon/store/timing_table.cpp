#include "daemon/store/timing_table.hpp"

#include "daemon/store/codecs.hpp"

#include <chrono>

namespace visiond::store {

using sqlite::Query;

TimingTable::TimingTable(Database& database)
    : put_(database,
           "INSERT OR REPLACE INTO timings (section, update_kind, duration, downtime, samples) VALUES (?1, ?2, ?3, ?4, "
           "?5)"),
      all_(database,
           "SELECT section, update_kind, duration, downtime, samples FROM timings ORDER BY section, update_kind") {}

Result<void> TimingTable::put(const transaction::Timing& timing) {
  return Query(put_, timing.section, to_column(timing.kind), std::int64_t{timing.duration.count()},
               std::int64_t{timing.downtime.count()}, static_cast<std::int64_t>(timing.samples))
      .run();
}

Result<std::vector<transaction::Timing>> TimingTable::all() {
  std::vector<transaction::Timing> timings;
  Query query(all_);
  for (;;) {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return timings;
    const auto kind = update_kind_of(query.text(1));
    if (!kind) return kind.error();
    timings.push_back({std::string(query.text(0)), *kind, std::chrono::nanoseconds(query.integer(2)),
                       std::chrono::nanoseconds(query.integer(3)), static_cast<std::uint64_t>(query.integer(4))});
  }
}

}  // namespace visiond::store
