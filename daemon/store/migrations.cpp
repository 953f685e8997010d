#include "daemon/store/migrations.hpp"

#include "daemon/base/failpoint.hpp"

#include <array>
#include <string>

namespace visiond::store {
namespace {

using base::Error;
using sqlite::WriteTransaction;
// "visn": tells a store from any other SQLite file.
constexpr std::int64_t application_id = 0x7669736E;

// Wide columns stand last, so that filters read only the head of a row. Listings go by the integer keys, newest first.
constexpr std::array<const char*, 2> steps = {R"sql(
  CREATE TABLE revisions (
    revision       INTEGER PRIMARY KEY,
    create_time    INTEGER NOT NULL,  -- nanoseconds since 1970, as all times here
    transaction_id TEXT NOT NULL,
    author         TEXT NOT NULL,
    comment        TEXT NOT NULL,
    sections       TEXT NOT NULL,     -- JSON list of names
    sparse         TEXT NOT NULL,     -- JSON object, as the next two
    full           TEXT NOT NULL,
    effective      TEXT               -- NULL: equal to full
  );
  CREATE TABLE transactions (
    sequence       INTEGER PRIMARY KEY,  -- in the order they were first recorded, without gaps
    id             TEXT NOT NULL UNIQUE,
    create_time    INTEGER NOT NULL,
    request_id     TEXT,                 -- NULL: the caller gave none
    report         TEXT NOT NULL
  );
  CREATE TABLE requests (
    request_id     TEXT PRIMARY KEY,
    digest         TEXT NOT NULL,
    sequence       INTEGER NOT NULL      -- of the transaction that consumed the id
  ) WITHOUT ROWID;
  CREATE TABLE armed_confirmation (
    only_row       INTEGER PRIMARY KEY CHECK (only_row = 1),
    transaction_id TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    base_revision  INTEGER NOT NULL,
    wall_deadline  INTEGER NOT NULL,
    time_out       INTEGER NOT NULL      -- nanoseconds
  );
  CREATE TABLE timings (
    section        TEXT NOT NULL,
    update_kind    TEXT NOT NULL,
    duration       INTEGER NOT NULL,     -- nanoseconds
    downtime       INTEGER NOT NULL,
    samples        INTEGER NOT NULL,
    PRIMARY KEY (section, update_kind)
  ) WITHOUT ROWID;
)sql",
                                              // What transactions are listed by gets columns of its own.
                                              R"sql(
  CREATE TABLE listed_transactions (
    sequence       INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    create_time    INTEGER NOT NULL,
    request_id     TEXT,
    state          TEXT NOT NULL,
    author         TEXT NOT NULL,
    sections       TEXT NOT NULL,        -- JSON list of names
    report         TEXT NOT NULL
  );
  INSERT INTO listed_transactions
    SELECT sequence, id, create_time, request_id, json_extract(report, '$.state'), json_extract(report, '$.author'),
           (SELECT json_group_array(DISTINCT substr(path, 1, instr(path, '.') - 1))
              FROM (SELECT json_extract(value, '$.path') AS path FROM json_each(report, '$.changes'))
             WHERE instr(path, '.') > 0),
           report
      FROM transactions;
  DROP TABLE transactions;
  ALTER TABLE listed_transactions RENAME TO transactions;
)sql"};

}  // namespace

int newest_schema_version() { return static_cast<int>(steps.size()); }

Result<void> check_schema_version(Database& database) {
  const auto id = database.integer_of("PRAGMA application_id");
  if (!id) return id.error();
  if (*id != application_id) {
    return Error{base::ErrorCode::store_damaged, database.file().string(), "The file is not a store of visiond"};
  }
  const auto version = database.integer_of("PRAGMA user_version");
  if (!version) return version.error();
  if (*version < 1) {
    return Error{base::ErrorCode::store_damaged, database.file().string(),
                 "The file says that its format is " + std::to_string(*version) + ", and the first one was 1"};
  }
  if (*version > newest_schema_version()) {
    return Error{base::ErrorCode::storage_failed, database.file().string(),
                 "The store " + database.file().string() + " was written by a newer visiond (format " +
                     std::to_string(*version) + ", this one knows " + std::to_string(newest_schema_version()) +
                     "); install that version again"};
  }
  return {};
}

Result<void> migrate(Database& database, const std::function<Result<void>(Database&)>& sound) {
  const auto version = database.integer_of("PRAGMA user_version");
  if (!version) return version.error();
  if (*version == newest_schema_version()) return sound(database);
  if (auto fault = base::may_fail("store.migrate"); !fault) return fault.error();
  WriteTransaction transaction(database);
  if (auto begun = transaction.begin(); !begun) return begun.error();
  for (auto step = static_cast<std::size_t>(*version); step < steps.size(); ++step) {
    if (auto done = database.execute(steps.at(step)); !done) return done.error();
  }
  const std::string stamp = "PRAGMA application_id = " + std::to_string(application_id) +
                            "; PRAGMA user_version = " + std::to_string(steps.size());
  if (auto done = database.execute(stamp.c_str()); !done) return done.error();
  if (auto fault = sound(database); !fault) return fault;
  const auto outcome = transaction.commit();
  if (outcome.end != WriteTransaction::End::committed) return outcome.error;
  return {};
}

}  // namespace visiond::store
