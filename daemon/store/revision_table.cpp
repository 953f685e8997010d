#include "daemon/store/revision_table.hpp"

#include "daemon/store/codecs.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace visiond::store {
namespace {

using base::Revision;
using transaction::RevisionFilter;
using transaction::RevisionRecord;

// More than one, so that the table shrinks after the limit was lowered; few, so that no commit waits for it.
constexpr std::uint64_t dropped_per_trim = 4;

std::string select(const std::string& rest) {
  return std::string("SELECT ") + revision_columns + " FROM revisions " + rest;
}

std::int64_t row_limit(std::size_t limit) {
  constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(limit, largest));
}

Result<std::vector<RevisionRecord>> read_all(Query& query) {
  std::vector<RevisionRecord> records;
  for (;;) {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return records;
    auto record = read_revision(query);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
}

}  // namespace

RevisionTable::RevisionTable(Database& database)
    : insert_(database, std::string("INSERT INTO revisions (") + revision_columns +
                            ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      trim_(database,
            "DELETE FROM revisions WHERE revision <= min(?1, coalesce((SELECT base_revision - 1 FROM "
            "armed_confirmation), ?1))"),
      range_(database, "SELECT (SELECT min(revision) FROM revisions), (SELECT max(revision) FROM revisions)"),
      maker_(database, "SELECT transaction_id FROM revisions WHERE revision = ?1"),
      find_(database, select("WHERE revision = ?1")),
      list_(database,
            select("WHERE revision < ?1 AND create_time > ?2 AND create_time < ?3 AND (?4 = '' OR author = ?4) "
                   "AND (?5 = '' OR instr(sections, ?5) > 0) ORDER BY revision DESC LIMIT ?6")),
      after_(database, select("WHERE revision > ?1 ORDER BY revision LIMIT ?2")) {}

Result<void> RevisionTable::insert(const RevisionRecord& record) {
  std::optional<std::string> effective;
  if (record.effective != record.full) effective = to_column(record.effective);
  Query query(insert_, to_column(record.revision), to_column(record.create_time), record.transaction_id.value,
              record.author, record.comment, to_column(record.sections), to_column(record.sparse),
              to_column(record.full), effective);
  return query.run();
}

Result<void> RevisionTable::trim(const Range& range, std::uint64_t kept) {
  const std::uint64_t count = range.newest.value - range.oldest.value + 1;
  const std::uint64_t at_least_newest = std::max<std::uint64_t>(kept, 1);
  if (count <= at_least_newest) return {};
  const std::uint64_t dropped = std::min(count - at_least_newest, dropped_per_trim);
  return Query(trim_, to_column(Revision{range.oldest.value + dropped - 1})).run();
}

Result<RevisionTable::Range> RevisionTable::range() {
  Query query(range_);
  const auto row = query.next();
  if (!row) return row.error();
  return Range{revision_of(query.integer(0)), revision_of(query.integer(1))};
}

Result<std::optional<base::TransactionId>> RevisionTable::maker(Revision revision) {
  Query query(maker_, to_column(revision));
  const auto row = query.next();
  if (!row) return row.error();
  if (!*row) return std::optional<base::TransactionId>();
  return std::optional(base::TransactionId{std::string(query.text(0))});
}

Result<std::optional<RevisionRecord>> RevisionTable::find(Revision revision) {
  Query query(find_, to_column(revision));
  const auto row = query.next();
  if (!row) return row.error();
  if (!*row) return std::optional<RevisionRecord>();
  auto record = read_revision(query);
  if (!record) return record.error();
  return std::optional(std::move(*record));
}

Result<std::vector<RevisionRecord>> RevisionTable::list(const RevisionFilter& filter) {
  using Limits = std::numeric_limits<std::int64_t>;
  Query query(list_, filter.below ? to_column(*filter.below) : Limits::max(),
              filter.after ? to_column(*filter.after) : Limits::min(),
              filter.before ? to_column(*filter.before) : Limits::max(), filter.author, needle_of(filter.section),
              row_limit(filter.limit));
  return read_all(query);
}

Result<std::vector<RevisionRecord>> RevisionTable::after(Revision from, std::size_t limit) {
  Query query(after_, to_column(from), row_limit(limit));
  return read_all(query);
}

Result<RevisionRecord> read_revision(const Query& row) {
  RevisionRecord record;
  record.revision = revision_of(row.integer(0));
  record.create_time = time_of(row.integer(1));
  record.transaction_id = {std::string(row.text(2))};
  record.author = row.text(3);
  record.comment = row.text(4);
  auto sections = names_of(row.text(5));
  if (!sections) return sections.error();
  record.sections = std::move(*sections);
  auto sparse = document_of(row.text(6));
  if (!sparse) return sparse.error();
  record.sparse = std::move(*sparse);
  auto full = document_of(row.text(7));
  if (!full) return full.error();
  record.full = std::move(*full);
  if (row.is_null(8)) {
    record.effective = record.full;
    return record;
  }
  auto effective = document_of(row.text(8));
  if (!effective) return effective.error();
  record.effective = std::move(*effective);
  return record;
}

}  // namespace visiond::store
