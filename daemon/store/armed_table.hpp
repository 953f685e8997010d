#pragma once
// The change that awaits confirmation: at most one row. Owned by the store's connection. Bound to the store thread.

#include "daemon/sqlite/database.hpp"
#include "daemon/transaction/records.hpp"

#include <optional>

namespace visiond::store {

using base::Result;
using sqlite::Database;
using sqlite::Statement;

class ArmedTable {
 public:
  // Throws DatabaseError. `database` must outlive it.
  explicit ArmedTable(Database& database);

  // CONFIRMATION_PENDING where another one is armed.
  Result<void> arm(const transaction::ArmedConfirmation& armed);
  // False where this transaction is not armed.
  Result<bool> disarm(const base::TransactionId& id);
  Result<std::optional<transaction::ArmedConfirmation>> find();

 private:
  Statement arm_, disarm_, find_;
};

}  // namespace visiond::store
