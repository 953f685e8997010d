#include "daemon/store/damaged.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/store/connection.hpp"
#include "daemon/store/files.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <deque>
#include <fstream>
#include <string>
#include <system_error>

namespace visiond::store {
namespace {

using sqlite::Database;
using sqlite::DatabaseError;
using sqlite::Query;
using sqlite::Statement;
namespace fs = std::filesystem;
using transaction::RevisionRecord;

const std::string infix = ".damaged-";

std::string utc_text(base::WallTime now) {
  const std::time_t seconds = base::WallTime::clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return {text.data(), length};
}

fs::path free_name(const fs::path& file, base::WallTime now) {
  const std::string base = file.string() + infix + utc_text(now);
  fs::path name = base;
  for (int n = 2; is_there(name) || is_there(wal_of(name)); ++n) name = base + "-" + std::to_string(n);
  return name;
}

Result<void> duplicate(const fs::path& from, const fs::path& to) {
  std::error_code failure;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, failure);
  if (failure) return file_error(failure, "copy", from);
  return {};
}

using Run = std::deque<RevisionRecord>;

std::string scan(const char* order) {
  return std::string("SELECT ") + revision_columns + " FROM revisions ORDER BY revision " + order;
}

// From the newest row down to the first gap; unreadable rows before the first readable one are passed over.
Run downwards(Database& database, std::size_t limit) {
  Statement statement(database, scan("DESC"));
  Query query(statement);
  Run run;
  while (run.size() < limit) {
    const auto row = query.next();
    if (!row || !*row) break;
    auto record = read_revision(query);
    if (!record && run.empty()) continue;
    if (!record || (!run.empty() && record->revision.next() != run.front().revision)) break;
    run.push_front(std::move(*record));
  }
  return run;
}

// The last run without a gap before the pages that cannot be read; for a file whose newest pages are the damaged ones.
Run upwards(Database& database, std::size_t limit) {
  Statement statement(database, scan("ASC"));
  Query query(statement);
  Run run;
  for (;;) {
    const auto row = query.next();
    if (!row || !*row) return run;
    auto record = read_revision(query);
    if (!record) continue;
    if (!run.empty() && run.back().revision.next() != record->revision) run.clear();
    run.push_back(std::move(*record));
    if (run.size() > limit) run.pop_front();
  }
}

std::vector<RevisionRecord> read_copy(const fs::path& file, std::size_t limit) try {
  Database database(file, Database::Mode::existing);
  if (!database.execute("PRAGMA locking_mode = EXCLUSIVE")) return {};
  Run run = downwards(database, limit);
  if (run.empty()) run = upwards(database, limit);
  return {std::make_move_iterator(run.begin()), std::make_move_iterator(run.end())};
} catch (const DatabaseError&) {
  return {};
}

// Page 1 holds the file's header and the list of tables, which new stores have in the same places: that of an empty
// store makes the rest readable again where only page 1 is damaged. Bytes 24 and 92
// (https://www.sqlite.org/fileformat2.html, section 1.3) must differ, or its page count would be believed.
Result<void> graft_first_page(const fs::path& file, const fs::path& blank) {
  if (auto created = Connection::create(blank, {}); !created) return created;
  std::array<char, 4096> page{};
  std::ifstream(blank, std::ios::binary).read(page.data(), page.size());
  page.at(24) = static_cast<char>(page.at(92) + 1);
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.write(page.data(), page.size());
  if (!stream.flush()) return file_error(std::make_error_code(std::errc::io_error), "write to", file);
  return {};
}

}  // namespace

Result<fs::path> set_aside(const fs::path& folder, base::WallTime now) {
  const fs::path file = database_file(folder);
  fs::path name = free_name(file, now);
  // The database first: alone, it would pass for a whole store that lacks its newest revisions.
  if (is_there(file)) {
    if (auto renamed = rename_file(file, name); !renamed) return renamed.error();
  } else if (const auto before = files_set_aside(folder); !before.empty() && !is_there(wal_of(before.front()))) {
    name = before.front();
  }
  if (auto fault = base::may_fail("store.set_aside"); !fault) return fault.error();
  if (is_there(wal_of(file))) {
    if (auto renamed = rename_file(wal_of(file), wal_of(name)); !renamed) return renamed.error();
  }
  if (auto synced = sync_folder(folder); !synced) return synced.error();
  return name;
}

std::vector<fs::path> files_set_aside(const fs::path& folder) {
  const std::string prefix = database_file(folder).filename().string() + infix;
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    std::string name = entry->path().filename().string();
    if (name.compare(0, prefix.size(), prefix) != 0) continue;
    if (name.ends_with("-wal")) name.resize(name.size() - 4);
    found.push_back(folder / name);
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<std::vector<RevisionRecord>> salvage(const fs::path& file, std::size_t limit) {
  if (!is_there(file)) return std::vector<RevisionRecord>();
  const fs::path scratch = file.parent_path() / "visiond.db.salvage";
  const fs::path blank = file.parent_path() / "visiond.db.blank";
  const auto copy_all = [&]() -> Result<void> {
    remove_database(scratch);
    if (auto copied = duplicate(file, scratch); !copied) return copied;
    return is_there(wal_of(file)) ? duplicate(wal_of(file), wal_of(scratch)) : Result<void>();
  };
  const auto grafted = [&]() -> Result<void> {
    if (auto copied = copy_all(); !copied) return copied;
    return graft_first_page(scratch, blank);
  };
  std::vector<RevisionRecord> found;
  auto ready = copy_all();
  if (ready) found = read_copy(scratch, limit);
  if (ready && found.empty()) {
    ready = grafted();
    if (ready) found = read_copy(scratch, limit);
  }
  remove_database(scratch);
  remove_database(blank);
  if (!ready) return ready.error();
  return found;
}

}  // namespace visiond::store
