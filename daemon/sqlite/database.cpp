#include "daemon/sqlite/database.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace visiond::sqlite {
namespace {

using base::ErrorCode;

ErrorCode meaning(int primary, int system_error) {
  if (primary == SQLITE_FULL) return ErrorCode::storage_full;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) return ErrorCode::store_damaged;
  // SQLite tells a full disk only for writes; a file system that allocates late says it at the sync, a quota anywhere.
  if (primary == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT)) return ErrorCode::storage_full;
  switch (primary) {
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return ErrorCode::storage_failed;
    default:
      return ErrorCode::internal;
  }
}

}  // namespace

Database::Database(std::filesystem::path file, Mode mode) : file_(std::move(file)) {
  sqlite3* raw = nullptr;
  const int create = mode == Mode::create ? SQLITE_OPEN_CREATE : 0;
  const int flags = SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file_.c_str(), &raw, flags, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) throw DatabaseError{error(code, "open")};
  // SQLite falls back to reading where the file may not be written.
  if (sqlite3_db_readonly(raw, "main") == 1) throw DatabaseError{error(SQLITE_READONLY, "write to")};
  checkpoint_on_close(false);
}

Result<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code, "work with");
  return {};
}

Result<std::string> Database::text_of(const char* sql) try {
  Statement statement(*this, sql);
  Query query(statement);
  const auto row = query.next();
  if (!row) return row.error();
  return *row ? std::string(query.text(0)) : std::string();
} catch (const DatabaseError& failure) {
  return failure.error;
}

Result<std::int64_t> Database::integer_of(const char* sql) try {
  Statement statement(*this, sql);
  Query query(statement);
  const auto row = query.next();
  if (!row) return row.error();
  return *row ? query.integer(0) : 0;
} catch (const DatabaseError& failure) {
  return failure.error;
}

int Database::run(Kept& statement, const char* sql) {
  if (!statement) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    statement.reset(raw);
    if (code != SQLITE_OK) return code;
  }
  sqlite3_step(statement.get());
  return sqlite3_reset(statement.get());
}

void Database::checkpoint_on_close(bool wanted) {
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

Error Database::error(int code, std::string_view doing) {
  const int primary = code & 0xFF;
  const int system_error = handle() != nullptr ? sqlite3_system_errno(handle()) : 0;
  Error result{meaning(primary, system_error), file_.string(), {}};
  if (result.code == ErrorCode::store_damaged) {
    saw_damage_ = true;
    checkpoint_on_close(false);
  }
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
    result.message = "The store " + file_.string() + " is in use by another process; end that one first";
    return result;
  }
  result.message = "Cannot " + std::string(doing) + " the store " + file_.string() + ": ";
  // The connection's own text is the more precise one, but may stem from another call than the one that failed.
  const bool own = handle() != nullptr && (sqlite3_errcode(handle()) & 0xFF) == primary;
  result.message += own ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
  if (primary == SQLITE_IOERR && system_error != 0)
    result.message += std::string(" (") + std::strerror(system_error) + ")";
  return result;
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) throw DatabaseError{database.error(code, "read")};
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Query::next() {
  if (bind_code_ != SQLITE_OK) return database_.error(bind_code_, "write to");
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_.error(code, sqlite3_stmt_readonly(statement_) != 0 ? "read" : "write to");
}

Result<void> Query::run() {
  for (;;) {
    const auto row = next();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

std::string_view Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Query::bind(std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, ++position_, value);
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

void Query::bind(std::string_view value) {
  // A null pointer would bind NULL.
  const char* bytes = value.data() != nullptr ? value.data() : "";
  const int code = sqlite3_bind_text64(statement_, ++position_, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

void Query::bind(std::nullopt_t) {
  const int code = sqlite3_bind_null(statement_, ++position_);
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

WriteTransaction::~WriteTransaction() {
  if (sqlite3_get_autocommit(database_.handle()) == 0)
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> WriteTransaction::begin() {
  const int code = database_.run(database_.begin_, "BEGIN IMMEDIATE");
  if (code != SQLITE_OK) return database_.error(code, "write to");
  return {};
}

WriteTransaction::Outcome WriteTransaction::commit() {
  const int code = database_.run(database_.commit_, "COMMIT");
  if (code == SQLITE_OK) return {};
  const int primary = code & 0xFF;
  const bool decided = primary == SQLITE_FULL || primary == SQLITE_BUSY;
  return {decided ? End::refused : End::undecided, database_.error(code, "write to")};
}

}  // namespace visiond::sqlite
