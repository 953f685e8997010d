#include "services/training/run_table.hpp"

#include "services/training/text.hpp"

#include <string>

namespace visiond::training {

using base::Result;
using sqlite::Query;

RunTable::RunTable(sqlite::Database& database)
    : insert_(database, "INSERT INTO runs (run) VALUES (?1) RETURNING id"),
      update_(database, "UPDATE runs SET run = ?2 WHERE id = ?1"),
      newest_(database, "SELECT id, run FROM runs ORDER BY id DESC LIMIT 1"),
      by_id_(database, "SELECT id, run FROM runs WHERE id = ?1"),
      erase_old_(database, "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?1)") {}

Result<void> RunTable::insert(Run& run) {
  Query query(insert_, write(run));
  const auto row = query.next();
  if (!row) return row.error();
  run.id = static_cast<std::uint64_t>(query.integer(0));
  return query.run();
}

Result<void> RunTable::update(const Run& run) {
  return Query(update_, static_cast<std::int64_t>(run.id), write(run)).run();
}

Result<std::optional<Run>> RunTable::find(std::uint64_t id) {
  const auto read = [](Query query) -> Result<std::optional<Run>> {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return std::optional<Run>();
    auto run = read_run(query.text(1));
    if (!run) return run.error();
    run->id = static_cast<std::uint64_t>(query.integer(0));
    return std::optional(std::move(*run));
  };
  return id == 0 ? read(Query(newest_)) : read(Query(by_id_, static_cast<std::int64_t>(id)));
}

Result<void> RunTable::erase_old(std::uint64_t kept) {
  return Query(erase_old_, static_cast<std::int64_t>(kept)).run();
}

}  // namespace visiond::training
