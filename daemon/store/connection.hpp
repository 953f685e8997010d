#pragma once
// An open store file with its tables. Owned by the store, replaced after a commit whose end was not clear. Bound to the
// store thread.

#include "daemon/sqlite/database.hpp"
#include "daemon/store/armed_table.hpp"
#include "daemon/store/revision_table.hpp"
#include "daemon/store/timing_table.hpp"
#include "daemon/store/transaction_table.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace visiond::store {

using sqlite::Database;

class Connection {
 public:
  // An existing file: checked (wholly after an unclean stop, its newest revision always), then migrated. A file that is
  // refused, damaged ones among them, is left byte by byte as it was, its WAL too.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file);

  // A new file with these revisions, oldest first. It gets its name when it is whole and synced, so that an empty or
  // half-written store file is always a damaged one.
  static Result<void> create(const std::filesystem::path& file,
                             const std::vector<transaction::RevisionRecord>& revisions);

  // `database` is configured and has today's schema. Throws DatabaseError.
  explicit Connection(Database opened);

  // Whether commits from now on wait for the disk. What was written without waiting is synced with the next that does,
  // or with the next checkpoint; it survives the end of the process, not a power cut.
  Result<void> wait_for_disk(bool wait);
  // Everything into the main file, synced, and an empty WAL.
  Result<void> checkpoint_whole();

  Database database;
  RevisionTable revisions;
  TransactionTable transactions;
  TimingTable timings;
  ArmedTable armed;

 private:
  bool waits_for_disk_ = true;
};

}  // namespace visiond::store
