#pragma once
// The table of operation timings, a row for each section and update kind. Owned by the store's connection. Bound to the
// store thread.

#include "daemon/sqlite/database.hpp"
#include "daemon/transaction/records.hpp"

#include <vector>

namespace visiond::store {

using base::Result;
using sqlite::Database;
using sqlite::Statement;

class TimingTable {
 public:
  // Throws DatabaseError. `database` must outlive it.
  explicit TimingTable(Database& database);

  Result<void> put(const transaction::Timing& timing);
  Result<std::vector<transaction::Timing>> all();

 private:
  Statement put_, all_;
};

}  // namespace visiond::store
