#include "services/gemini/ledger.hpp"

#include "services/gemini/utc.hpp"

#include <utility>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;
using base::Result;
using sqlite::Database;
using sqlite::Query;
using sqlite::Statement;
using sqlite::WriteTransaction;

namespace {

// "gemn"
constexpr const char* schema = R"sql(
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA application_id = 0x67656D6E;
  CREATE TABLE IF NOT EXISTS minutes (
    minute        INTEGER PRIMARY KEY,  -- since 1970, as the days
    requests      INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS days (
    day           INTEGER PRIMARY KEY,
    requests      INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0
  );
)sql";

constexpr std::int64_t kept_minutes = 24 * 60, kept_days = 400;

}  // namespace

struct Ledger::Tables {
  // Throws sqlite::DatabaseError.
  explicit Tables(Database opened)
      : database(std::move(opened)),
        minute_requests(database, "SELECT requests FROM minutes WHERE minute = ?1"),
        day_row(database, "SELECT requests, input_tokens, output_tokens FROM days WHERE day = ?1"),
        add_to_minute(database,
                      "INSERT INTO minutes (minute, requests) VALUES (?1, 1) "
                      "ON CONFLICT (minute) DO UPDATE SET requests = requests + 1"),
        add_to_day(database,
                   "INSERT INTO days (day, requests) VALUES (?1, 1) "
                   "ON CONFLICT (day) DO UPDATE SET requests = requests + 1"),
        add_tokens(database,
                   "INSERT INTO days (day, requests, input_tokens, output_tokens) VALUES (?1, 0, ?2, ?3) "
                   "ON CONFLICT (day) DO UPDATE SET input_tokens = input_tokens + ?2, "
                   "output_tokens = output_tokens + ?3"),
        forget_minutes(database, "DELETE FROM minutes WHERE minute < ?1"),
        forget_days(database, "DELETE FROM days WHERE day < ?1") {}

  Result<Usage> read(base::WallTime now) {
    Usage usage;
    Query minute(minute_requests, minute_of(now));
    const auto in_minute = minute.next();
    if (!in_minute) return in_minute.error();
    if (*in_minute) usage.this_minute = minute.integer(0);
    Query day(day_row, day_of(now));
    const auto in_day = day.next();
    if (!in_day) return in_day.error();
    if (*in_day) {
      usage.today = day.integer(0);
      usage.input_tokens = day.integer(1);
      usage.output_tokens = day.integer(2);
    }
    return usage;
  }

  Result<void> count(base::WallTime now) {
    for (auto& [statement, value] :
         std::initializer_list<std::pair<Statement&, std::int64_t>>{{add_to_minute, minute_of(now)},
                                                                    {add_to_day, day_of(now)},
                                                                    {forget_minutes, minute_of(now) - kept_minutes},
                                                                    {forget_days, day_of(now) - kept_days}})
      if (auto done = Query(statement, value).run(); !done) return done;
    return {};
  }

  Database database;
  Statement minute_requests, day_row, add_to_minute, add_to_day, add_tokens, forget_minutes, forget_days;
};

Ledger::Ledger(std::filesystem::path file) : file_(std::move(file)) {}

Ledger::~Ledger() = default;

Result<void> Ledger::open(base::WallTime now) {
  const std::lock_guard disk(disk_);
  auto opened = open_now();
  if (opened) {
    const auto usage = tables_->read(now);
    if (usage)
      keep(*usage, now);
    else
      opened = usage.error();
  }
  note(opened);
  return opened;
}

Result<void> Ledger::open_now() try {
  if (tables_ != nullptr) return {};
  Database database(file_, Database::Mode::create);
  if (auto made = database.execute(schema); !made) return made;
  database.checkpoint_on_close(true);
  tables_ = std::make_unique<Tables>(std::move(database));
  return {};
} catch (const sqlite::DatabaseError& failure) {
  return failure.error;
}

Result<void> Ledger::reserve(const std::optional<Budget>& budget, base::WallTime now) {
  const std::lock_guard disk(disk_);
  auto written = open_now();
  if (written) written = write(budget, now);
  if (!written && written.error().code == ErrorCode::budget_exhausted) return written;
  // What SQLite has seen is not to be trusted after a failure: the next one opens the file anew.
  if (!written) tables_.reset();
  note(written);
  return written;
}

Result<void> Ledger::write(const std::optional<Budget>& budget, base::WallTime now) {
  WriteTransaction transaction(tables_->database);
  if (auto begun = transaction.begin(); !begun) return begun;
  auto usage = tables_->read(now);
  if (!usage) return usage.error();
  keep(*usage, now);
  if (budget) {
    if (auto refused = over_budget(*usage, *budget, now)) return *refused;
  }
  if (auto counted = tables_->count(now); !counted) return counted;
  if (auto end = transaction.commit(); end.end != WriteTransaction::End::committed) return end.error;
  const std::lock_guard lock(mutex_);
  ++usage_.this_minute;
  ++usage_.today;
  return {};
}

void Ledger::add_tokens(int input, int output, base::WallTime now) {
  const std::lock_guard disk(disk_);
  if (tables_ == nullptr) return;
  auto written =
      Query(tables_->add_tokens, day_of(now), static_cast<std::int64_t>(input), static_cast<std::int64_t>(output))
          .run();
  note(written);
  if (!written) return tables_.reset();
  const std::lock_guard lock(mutex_);
  if (day_ != day_of(now)) return;
  usage_.input_tokens += input;
  usage_.output_tokens += output;
}

void Ledger::keep(const Usage& usage, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  usage_ = usage;
  minute_ = minute_of(now);
  day_ = day_of(now);
}

void Ledger::note(const Result<void>& result) {
  const std::lock_guard lock(mutex_);
  if (result)
    fault_.reset();
  else
    fault_ = result.error();
}

Usage Ledger::usage(base::WallTime now) const {
  const std::lock_guard lock(mutex_);
  if (day_of(now) != day_) return {};
  auto usage = usage_;
  if (minute_of(now) != minute_) usage.this_minute = 0;
  return usage;
}

std::optional<Error> Ledger::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

}  // namespace visiond::gemini
