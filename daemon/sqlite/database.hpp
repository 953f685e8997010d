#pragma once
// SQLite with owners: a connection, statements prepared once, their executions, and write transactions that roll back
// unless committed. Owned by whoever has a file of its own; bound to one thread at a time.

#include "daemon/base/error.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace visiond::sqlite {

using base::Error;
using base::Result;

// Thrown by constructors only, while a file is being opened: the one who opens turns it into a Result.
struct DatabaseError {
  Error error;
};

class Database {
 public:
  enum class Mode { existing, create };

  // Throws DatabaseError. The files stay as they are on close until checkpoint_on_close() was called.
  Database(std::filesystem::path file, Mode mode);

  // One or more statements without parameters; their rows are ignored.
  Result<void> execute(const char* sql);
  // The first column of the first row.
  Result<std::string> text_of(const char* sql);
  Result<std::int64_t> integer_of(const char* sql);

  // A clean stop moves everything into the main file and deletes the WAL; the WAL that is left behind otherwise makes
  // the next start check the file.
  void checkpoint_on_close(bool wanted);

  // What `code`, just returned by SQLite, means for the caller; `doing` is a verb phrase such as "write to".
  Error error(int code, std::string_view doing);
  bool saw_damage() const { return saw_damage_; }

  sqlite3* handle() const { return handle_.get(); }
  const std::filesystem::path& file() const { return file_; }

 private:
  friend class WriteTransaction;
  struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Kept = std::unique_ptr<sqlite3_stmt, Finalizer>;
  // SQLite's code of a statement without parameters or rows, prepared the first time.
  int run(Kept& statement, const char* sql);

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Closer> handle_;
  Kept begin_, commit_;
  bool saw_damage_ = false;
};

// A prepared statement. Executed through Query, one at a time.
class Statement {
 public:
  // Throws DatabaseError. `database` must outlive it.
  Statement(Database& database, std::string_view sql);

 private:
  friend class Query;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

// One execution of a statement with its parameters ?1, ?2, … bound in order; ends when it goes out of scope.
class Query {
 public:
  template <class... Values>
  explicit Query(Statement& statement, const Values&... values)
      : database_(*statement.database_), statement_(statement.statement_.get()) {
    (bind(values), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // True: there is a row, whose columns can be read until the next call.
  Result<bool> next();
  // To the end, ignoring rows.
  Result<void> run();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const;
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  void bind(std::int64_t value);
  void bind(std::string_view value);
  void bind(std::nullopt_t);
  template <class T>
  void bind(const std::optional<T>& value) {
    if (value) {
      bind(*value);
    } else {
      bind(std::nullopt);
    }
  }

  Database& database_;
  sqlite3_stmt* statement_;
  int position_ = 0;
  int bind_code_ = SQLITE_OK;
};

// BEGIN IMMEDIATE … COMMIT; rolled back when it goes out of scope uncommitted.
class WriteTransaction {
 public:
  explicit WriteTransaction(Database& database) : database_(database) {}
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  Result<void> begin();

  enum class End { committed, refused, undecided };
  struct Outcome {
    End end = End::committed;
    Error error;  // unless committed
  };
  Outcome commit();

 private:
  Database& database_;
};

}  // namespace visiond::sqlite
