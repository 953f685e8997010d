#pragma once
// The tables and how older files get them: PRAGMA user_version counts the steps a file has taken. A step, once
// released, is never changed; a new one is added behind it. Stateless; bound to the store thread.

#include "daemon/sqlite/database.hpp"

#include <functional>

namespace visiond::store {

using base::Result;
using sqlite::Database;

// The number of steps this version knows.
int newest_schema_version();

// Refuses a file of a newer visiond (STORAGE_FAILED: it is left alone) and one that no visiond wrote (STORE_DAMAGED).
Result<void> check_schema_version(Database& database);

// Takes the missing steps, all in one synced transaction, unless `sound` finds a fault in what comes of them; then
// nothing is written. Throws what `sound` throws.
Result<void> migrate(Database& database, const std::function<Result<void>(Database&)>& sound);

}  // namespace visiond::store
