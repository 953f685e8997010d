#include "daemon/store/transaction_table.hpp"

#include "daemon/store/codecs.hpp"

#include <algorithm>
#include <string>

namespace visiond::store {
namespace {

using transaction::Report;
using transaction::TransactionRecord;

constexpr int dropped_per_trim = 4;

}  // namespace

TransactionTable::TransactionTable(Database& database)
    : put_(database,
           "INSERT INTO transactions (id, create_time, request_id, report) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO "
           "UPDATE SET "
           "create_time = excluded.create_time, request_id = excluded.request_id, report = excluded.report RETURNING "
           "sequence"),
      put_request_(database, "INSERT OR REPLACE INTO requests (request_id, digest, sequence) VALUES (?1, ?2, ?3)"),
      oldest_(database,
              "SELECT sequence, create_time, request_id, (SELECT max(sequence) FROM transactions) FROM transactions "
              "ORDER BY sequence LIMIT 1"),
      drop_(database, "DELETE FROM transactions WHERE sequence = ?1"),
      drop_request_(database, "DELETE FROM requests WHERE request_id = ?1 AND sequence = ?2"),
      find_(database, "SELECT report FROM transactions WHERE id = ?1"),
      find_request_(
          database,
          "SELECT report, digest FROM requests JOIN transactions USING (sequence) WHERE requests.request_id = ?1") {}

Result<void> TransactionTable::put(const TransactionRecord& record) {
  const Report& report = record.report;
  std::optional<std::string_view> request_id;
  if (!record.request_digest.empty() && !report.request_id.value.empty()) request_id = report.request_id.value;
  Query put(put_, report.transaction_id.value, to_column(report.create_time), request_id, to_column(report));
  const auto row = put.next();
  if (!row) return row.error();
  const std::int64_t sequence = put.integer(0);
  if (auto done = put.run(); !done) return done.error();
  if (!request_id) return {};
  return Query(put_request_, *request_id, record.request_digest, sequence).run();
}

Result<void> TransactionTable::trim(std::uint64_t kept, base::WallTime now) {
  for (int i = 0; i < dropped_per_trim; ++i) {
    const auto dropped = drop_oldest(kept, now);
    if (!dropped) return dropped.error();
    if (!*dropped) return {};
  }
  return {};
}

Result<bool> TransactionTable::drop_oldest(std::uint64_t kept, base::WallTime now) {
  Query oldest(oldest_);
  const auto row = oldest.next();
  if (!row) return row.error();
  if (!*row) return false;
  const std::int64_t sequence = oldest.integer(0);
  const auto count = static_cast<std::uint64_t>(oldest.integer(3) - sequence + 1);
  if (count <= std::max<std::uint64_t>(kept, 1)) return false;
  if (!oldest.is_null(2)) {
    if (now - time_of(oldest.integer(1)) < request_id_kept) return false;
    if (auto done = Query(drop_request_, oldest.text(2), sequence).run(); !done) return done.error();
  }
  if (auto done = Query(drop_, sequence).run(); !done) return done.error();
  return true;
}

Result<std::optional<Report>> TransactionTable::find(const base::TransactionId& id) {
  Query query(find_, id.value);
  const auto row = query.next();
  if (!row) return row.error();
  if (!*row) return std::optional<Report>();
  auto report = report_of(query.text(0));
  if (!report) return report.error();
  return std::optional(std::move(*report));
}

Result<std::optional<TransactionRecord>> TransactionTable::find(const base::RequestId& id) {
  Query query(find_request_, id.value);
  const auto row = query.next();
  if (!row) return row.error();
  if (!*row) return std::optional<TransactionRecord>();
  auto report = report_of(query.text(0));
  if (!report) return report.error();
  return std::optional(TransactionRecord{std::move(*report), std::string(query.text(1))});
}

}  // namespace visiond::store
