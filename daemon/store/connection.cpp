#include "daemon/store/connection.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/store/files.hpp"
#include "daemon/store/migrations.hpp"

#include <system_error>
#include <utility>

namespace visiond::store {
namespace {

using sqlite::DatabaseError;
using sqlite::WriteTransaction;
namespace fs = std::filesystem;
using base::ErrorCode;

// Exclusive before anything is read: the index of the WAL then lives in memory, and a second opener is refused at once.
constexpr const char* lock_exclusively =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL";

Error damaged(const fs::path& file, std::string what) {
  return {ErrorCode::store_damaged, file.string(), std::move(what)};
}

Result<void> use_wal(Database& database) {
  const auto mode = database.text_of("PRAGMA journal_mode = WAL");
  if (!mode) return mode.error();
  if (*mode != "wal") {
    return Error{ErrorCode::storage_failed, database.file().string(),
                 "The store " + database.file().string() + " cannot have a write-ahead log on this file system"};
  }
  return database.execute("PRAGMA wal_autocheckpoint = 1000");
}

Result<void> check_content(Database& database, bool wholly) {
  if (auto known = check_schema_version(database); !known) return known;
  if (!wholly) return {};
  const auto verdict = database.text_of("PRAGMA quick_check(1)");
  if (!verdict) return verdict.error();
  if (*verdict != "ok") return damaged(database.file(), "Its pages do not fit together: " + *verdict);
  return {};
}

// Today's statements make sense of the tables, and the newest revision is readable.
Result<void> check_tables(Database& database) {
  const TransactionTable transactions(database);
  const TimingTable timings(database);
  const ArmedTable armed(database);
  RevisionTable revisions(database);
  const auto range = revisions.range();
  if (!range) return range.error();
  if (range->newest.value == 0) return {};
  const auto newest = revisions.find(range->newest);
  if (!newest) return damaged(database.file(), "Its newest revision is unreadable: " + newest.error().message);
  return {};
}

Result<std::unique_ptr<Connection>> open_checked(const fs::path& file) {
  const bool unclean_stop = is_there(wal_of(file));
  Database database(file, Database::Mode::existing);
  if (auto done = database.execute(lock_exclusively); !done) return done.error();
  if (auto sound = check_content(database, unclean_stop); !sound) return sound.error();
  // Nothing is written before all is checked.
  if (auto done = migrate(database, check_tables); !done) return done.error();
  if (auto done = use_wal(database); !done) return done.error();
  auto connection = std::make_unique<Connection>(std::move(database));
  connection->database.checkpoint_on_close(true);
  return connection;
}

Result<void> fill(const fs::path& file, const std::vector<transaction::RevisionRecord>& revisions) {
  Database database(file, Database::Mode::create);
  if (auto done = database.execute("PRAGMA page_size = 4096"); !done) return done;
  if (auto done = database.execute(lock_exclusively); !done) return done;
  if (auto done = use_wal(database); !done) return done;
  if (auto done = migrate(database, check_tables); !done) return done;
  Connection connection(std::move(database));
  WriteTransaction transaction(connection.database);
  if (auto begun = transaction.begin(); !begun) return begun;
  for (const auto& revision : revisions) {
    if (auto done = connection.revisions.insert(revision); !done) return done;
  }
  if (const auto outcome = transaction.commit(); outcome.end != WriteTransaction::End::committed) return outcome.error;
  if (auto done = connection.checkpoint_whole(); !done) return done;
  connection.database.checkpoint_on_close(true);
  return {};
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const fs::path& file) try {
  std::error_code failure;
  const auto size = fs::file_size(file, failure);
  if (failure) return file_error(failure, "open", file);
  if (size == 0) return damaged(file, "The file is empty");
  auto opened = open_checked(file);
  // SQL that today's schema must understand but doesn't: tables or columns are missing.
  if (!opened && opened.error().code == ErrorCode::internal) return damaged(file, opened.error().message);
  return opened;
} catch (const DatabaseError& failure) {
  if (failure.error.code == ErrorCode::internal) return damaged(file, failure.error.message);
  return failure.error;
}

Result<void> Connection::create(const fs::path& file, const std::vector<transaction::RevisionRecord>& revisions) try {
  const fs::path unfinished = file.string() + ".new";
  remove_database(unfinished);
  if (auto filled = fill(unfinished, revisions); !filled) {
    remove_database(unfinished);
    return filled;
  }
  if (auto fault = base::may_fail("store.before_rename"); !fault) return fault.error();
  if (auto renamed = rename_file(unfinished, file); !renamed) return renamed;
  return sync_folder(file.parent_path());
} catch (const DatabaseError& failure) {
  return failure.error;
}

Connection::Connection(Database opened)
    : database(std::move(opened)), revisions(database), transactions(database), timings(database), armed(database) {}

Result<void> Connection::wait_for_disk(bool wait) {
  if (wait == waits_for_disk_) return {};
  auto done = database.execute(wait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  if (done) waits_for_disk_ = wait;
  return done;
}

Result<void> Connection::checkpoint_whole() {
  const int code = sqlite3_wal_checkpoint_v2(database.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return database.error(code, "write to");
  return {};
}

}  // namespace visiond::store
