#pragma once
// The rows of samples. Bound to one thread; the database outlives it.

#include "daemon/sqlite/database.hpp"
#include "services/training/api.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::training {

class SampleTable {
 public:
  static constexpr const char* schema =
      "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, "
      "sha256 TEXT NOT NULL UNIQUE, format TEXT NOT NULL, bytes INTEGER NOT NULL, width INTEGER NOT NULL, "
      "height INTEGER NOT NULL, added_ns INTEGER NOT NULL) STRICT;"
      "CREATE INDEX IF NOT EXISTS samples_of_label ON samples (label, id);";

  // The table is there. Throws sqlite::DatabaseError.
  explicit SampleTable(sqlite::Database& database);

  // Gives the sample its id.
  base::Result<void> insert(Sample& sample);
  base::Result<std::optional<Sample>> find(std::uint64_t id);
  base::Result<std::optional<Sample>> find(std::string_view sha256);
  base::Result<void> erase(std::uint64_t id);
  // Newest first, at most `count`.
  base::Result<std::vector<Sample>> page(const SampleQuery& query, std::size_t count);

  struct Totals {
    std::map<std::string, std::uint64_t> of_labels;
    std::uint64_t samples = 0, bytes = 0;
  };
  base::Result<Totals> totals();

 private:
  base::Result<std::optional<Sample>> one(sqlite::Query& query);

  sqlite::Database& database_;
  sqlite::Statement insert_, by_id_, by_digest_, erase_, page_, page_of_label_, totals_;
};

}  // namespace visiond::training
