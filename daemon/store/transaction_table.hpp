#pragma once
// The tables of transactions' outcomes and of the request ids they consumed. Owned by the store's connection. Bound to
// the store thread.

#include "daemon/sqlite/database.hpp"
#include "daemon/transaction/records.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace visiond::store {

using base::Result;
using sqlite::Database;
using sqlite::Statement;

// A request id answers repetitions for at least this long.
inline constexpr std::chrono::hours request_id_kept{24};

class TransactionTable {
 public:
  // Throws DatabaseError. `database` must outlive it.
  explicit TransactionTable(Database& database);

  // Adds the outcome, or replaces the one of the same transaction.
  Result<void> put(const transaction::TransactionRecord& record);
  // Replaces the report of a transaction that is kept, and leaves its request id alone.
  Result<void> update(const transaction::Report& report);
  // Drops the oldest beyond the newest `kept`, at most a few a call. One with a request id stays for request_id_kept,
  // and so does what came after it, so that there never are gaps to search through.
  Result<void> trim(std::uint64_t kept, base::WallTime now);

  Result<std::optional<transaction::Report>> find(const base::TransactionId& id);
  Result<std::optional<transaction::TransactionRecord>> find(const base::RequestId& id);
  // Newest first.
  Result<std::vector<transaction::ListedTransaction>> list(const transaction::TransactionFilter& filter);

 private:
  Result<bool> drop_oldest(std::uint64_t kept, base::WallTime now);

  Statement put_, update_, put_request_, oldest_, drop_, drop_request_, find_, find_request_, list_;
};

}  // namespace visiond::store
