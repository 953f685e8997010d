#pragma once
// The rows of runs: each as JSON beside its id. Bound to one thread; the database outlives it.

#include "daemon/sqlite/database.hpp"
#include "services/training/api.hpp"

#include <cstdint>
#include <optional>

namespace visiond::training {

class RunTable {
 public:
  static constexpr const char* schema =
      "CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL) STRICT;";

  // The table is there. Throws sqlite::DatabaseError.
  explicit RunTable(sqlite::Database& database);

  // Gives the run its id.
  base::Result<void> insert(Run& run);
  base::Result<void> update(const Run& run);
  // 0: the newest.
  base::Result<std::optional<Run>> find(std::uint64_t id);
  // But for the newest `kept`.
  base::Result<void> erase_old(std::uint64_t kept);

 private:
  sqlite::Statement insert_, update_, newest_, by_id_, erase_old_;
};

}  // namespace visiond::training
