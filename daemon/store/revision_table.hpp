#pragma once
// The table of revisions. Their numbers have no gaps: each row follows the newest, and only the oldest are dropped.
// Owned by the store's connection. Bound to the store thread.

#include "daemon/sqlite/database.hpp"
#include "daemon/transaction/records.hpp"

#include <optional>
#include <vector>

namespace visiond::store {

using base::Result;
using sqlite::Database;
using sqlite::Query;
using sqlite::Statement;

class RevisionTable {
 public:
  // Throws DatabaseError. `database` must outlive it.
  explicit RevisionTable(Database& database);

  Result<void> insert(const transaction::RevisionRecord& record);

  struct Range {
    base::Revision oldest, newest;  // both 0: none is kept
  };
  Result<Range> range();
  // Of the rows in `range`, drops those beyond the newest `kept`, at most a few a call, never the newest nor the base
  // of an armed confirmation.
  Result<void> trim(const Range& range, std::uint64_t kept);

  // The transaction that made the revision; nothing where it is not kept.
  Result<std::optional<base::TransactionId>> maker(base::Revision revision);
  Result<std::optional<transaction::RevisionRecord>> find(base::Revision revision);
  // Newest first.
  Result<std::vector<transaction::RevisionRecord>> list(const transaction::RevisionFilter& filter);
  // Oldest first.
  Result<std::vector<transaction::RevisionRecord>> after(base::Revision from, std::size_t limit);

 private:
  Statement insert_, trim_, range_, maker_, find_, list_, after_;
};

// The columns that read_revision expects, in order.
inline constexpr const char* revision_columns =
    "revision, create_time, transaction_id, author, comment, sections, sparse, full, effective";
Result<transaction::RevisionRecord> read_revision(const Query& row);

}  // namespace visiond::store
