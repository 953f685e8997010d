#include "daemon/store/armed_table.hpp"

#include "daemon/store/codecs.hpp"

#include <chrono>
#include <string>

namespace visiond::store {

using sqlite::Query;

using transaction::ArmedConfirmation;

ArmedTable::ArmedTable(Database& database)
    : arm_(database,
           "INSERT INTO armed_confirmation (only_row, transaction_id, revision, base_revision, wall_deadline, "
           "time_out) VALUES (1, ?1, ?2, ?3, ?4, ?5)"),
      disarm_(database, "DELETE FROM armed_confirmation WHERE transaction_id = ?1 RETURNING transaction_id"),
      find_(database,
            "SELECT transaction_id, revision, base_revision, wall_deadline, time_out FROM armed_confirmation") {}

Result<void> ArmedTable::arm(const ArmedConfirmation& armed) {
  const auto other = find();
  if (!other) return other.error();
  if (*other) {
    return base::Error{base::ErrorCode::confirmation_pending,
                       {},
                       "Transaction " + (*other)->transaction_id.value + " awaits confirmation already"};
  }
  return Query(arm_, armed.transaction_id.value, to_column(armed.revision), to_column(armed.base_revision),
               to_column(armed.deadline), std::int64_t{armed.time_out.count()})
      .run();
}

Result<bool> ArmedTable::disarm(const base::TransactionId& id) {
  Query query(disarm_, id.value);
  const auto row = query.next();
  if (!row) return row.error();
  const bool was_armed = *row;
  if (auto done = query.run(); !done) return done.error();
  return was_armed;
}

Result<std::optional<ArmedConfirmation>> ArmedTable::find() {
  Query query(find_);
  const auto row = query.next();
  if (!row) return row.error();
  if (!*row) return std::optional<ArmedConfirmation>();
  ArmedConfirmation armed;
  armed.transaction_id = {std::string(query.text(0))};
  armed.revision = revision_of(query.integer(1));
  armed.base_revision = revision_of(query.integer(2));
  armed.deadline = time_of(query.integer(3));
  armed.time_out = std::chrono::nanoseconds(query.integer(4));
  return std::optional(armed);
}

}  // namespace visiond::store
