#include "daemon/store/transaction_table.hpp"

#include "daemon/store/codecs.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace visiond::store {
namespace {

using sqlite::Query;
using transaction::Report;
using transaction::TransactionRecord;

constexpr int dropped_per_trim = 4;

}  // namespace

TransactionTable::TransactionTable(Database& database)
    : put_(
          database,
          "INSERT INTO transactions (id, create_time, request_id, state, author, sections, report) VALUES (?1, ?2, ?3, "
          "?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET create_time = excluded.create_time, request_id = "
          "excluded.request_id, state = excluded.state, author = excluded.author, sections = excluded.sections, "
          "report = excluded.report RETURNING sequence"),
      update_(database, "UPDATE transactions SET state = ?2, report = ?3 WHERE id = ?1"),
      put_request_(database, "INSERT OR REPLACE INTO requests (request_id, digest, sequence) VALUES (?1, ?2, ?3)"),
      oldest_(database,
              "SELECT sequence, create_time, request_id, (SELECT max(sequence) FROM transactions) FROM transactions "
              "ORDER BY sequence LIMIT 1"),
      drop_(database, "DELETE FROM transactions WHERE sequence = ?1"),
      drop_request_(database, "DELETE FROM requests WHERE request_id = ?1 AND sequence = ?2"),
      find_(database, "SELECT report FROM transactions WHERE id = ?1"),
      find_request_(
          database,
          "SELECT report, digest FROM requests JOIN transactions USING (sequence) WHERE requests.request_id = ?1"),
      list_(database,
            "SELECT sequence, report FROM transactions WHERE sequence < ?1 AND create_time > ?2 AND create_time < ?3 "
            "AND (?4 = '' OR author = ?4) AND (?5 = '' OR instr(sections, ?5) > 0) AND (?6 = '' OR instr(?6, '|' || "
            "state || '|') "
            "> 0) ORDER BY sequence DESC LIMIT ?7") {}

Result<void> TransactionTable::put(const TransactionRecord& record) {
  const Report& report = record.report;
  std::optional<std::string_view> request_id;
  if (!record.request_digest.empty() && !report.request_id.value.empty()) request_id = report.request_id.value;
  Query put(put_, report.transaction_id.value, to_column(report.create_time), request_id, to_string(report.state),
            report.author, to_column(transaction::sections_of(report)), to_column(report));
  const auto row = put.next();
  if (!row) return row.error();
  const std::int64_t sequence = put.integer(0);
  if (auto done = put.run(); !done) return done.error();
  if (!request_id) return {};
  return Query(put_request_, *request_id, record.request_digest, sequence).run();
}

Result<void> TransactionTable::update(const Report& report) {
  return Query(update_, report.transaction_id.value, to_string(report.state), to_column(report)).run();
}

Result<std::vector<transaction::ListedTransaction>> TransactionTable::list(
    const transaction::TransactionFilter& filter) {
  using Limits = std::numeric_limits<std::int64_t>;
  // Each name between separators, so that ROLLED_BACK is not found in another one.
  std::string states;
  for (const auto state : filter.states) states += "|" + std::string(to_string(state)) + "|";
  Query query(list_, filter.below.value_or(Limits::max()), filter.after ? to_column(*filter.after) : Limits::min(),
              filter.before ? to_column(*filter.before) : Limits::max(), filter.author, needle_of(filter.section),
              states, static_cast<std::int64_t>(std::min<std::size_t>(filter.limit, Limits::max())));
  std::vector<transaction::ListedTransaction> listed;
  for (;;) {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return listed;
    auto report = report_of(query.text(1));
    if (!report) return report.error();
    listed.push_back({query.integer(0), std::move(*report)});
  }
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
  // Unsigned, and nothing taken from a time that was read: a damaged row may hold the very ends of the range.
  const auto count = static_cast<std::uint64_t>(oldest.integer(3)) - static_cast<std::uint64_t>(sequence) + 1;
  if (count <= std::max<std::uint64_t>(kept, 1)) return false;
  if (!oldest.is_null(2)) {
    if (time_of(oldest.integer(1)) > now - request_id_kept) return false;
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
