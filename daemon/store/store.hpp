#pragma once
// The durable memory: revisions, outcomes of transactions, request ids, operation timings, in one SQLite file (WAL,
// synchronous=FULL, exclusive locking). Bound to one thread, the store thread; nobody else opens the file.
//
// What it says when it fails: STORAGE_FULL (disk full; nothing changed), STORAGE_FAILED (I/O error, read-only disk;
// nothing changed), STORE_DAMAGED (the file does not hold what it should). An I/O error of COMMIT itself is undecided:
// commit() reopens and reads to tell; where it cannot tell it throws UndecidedCommit, and the process must end.

#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/transaction/records.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace visiond::store {

namespace json = boost::json;
using base::Result;
using base::Revision;

using transaction::ArmedConfirmation;
using transaction::CommitRecord;
using transaction::ListedTransaction;
using transaction::RevisionFilter;
using transaction::RevisionRecord;
using transaction::Timing;
using transaction::TransactionFilter;
using transaction::TransactionRecord;

struct UndecidedCommit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct StoreOptions {
  std::filesystem::path folder;         // must exist; the file is visiond.db in it
  std::uint64_t history_limit = 10000;  // revisions kept; ten times as many transactions
  bool start_from_newest_readable =
      false;  // a damaged file is set aside and what can be read of it goes into a new one
};

class Store {
 public:
  // Opens or creates, checks after an unclean stop, migrates. STORE_DAMAGED names where the damaged file was set aside.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();

  // What whoever starts visiond should read in the log; empty after an ordinary opening.
  const std::string& opening_note() const;

  // The commit point: the revision, the outcome, and what is armed or disarmed with them, in one synced transaction.
  // Refused (with nothing changed) by the returned error.
  Result<void> commit(const CommitRecord& record);
  // The armed change stays: disarms, and replaces its report, in one synced transaction. NOTHING_TO_CONFIRM where this
  // transaction is not armed.
  Result<void> confirm(const transaction::Report& confirmed);
  // What awaits confirmation.
  Result<std::optional<ArmedConfirmation>> armed();
  // An outcome without a revision, or what became known after the commit; replaces the record of the same transaction.
  // Readable at once; survives the end of the process, but a power cut only from the next commit or checkpoint on.
  Result<void> record(const TransactionRecord& outcome);

  Result<std::optional<RevisionRecord>> newest_revision();
  // NO_SUCH_REVISION tells which revisions are kept.
  Result<RevisionRecord> revision(Revision revision);
  // Newest first.
  Result<std::vector<RevisionRecord>> revisions(const RevisionFilter& filter);
  // Revisions after `from`, oldest first, at most `limit`; for watchers that resume. REVISION_GONE where `from` + 1 is
  // no longer kept or `from` not there yet; its path is then the revision to resume from.
  Result<std::vector<RevisionRecord>> revisions_after(Revision from, std::size_t limit);
  Result<transaction::Report> transaction(const base::TransactionId& id);
  // Newest first.
  Result<std::vector<ListedTransaction>> transactions(const TransactionFilter& filter);
  // Nothing where the request id is not known.
  Result<std::optional<TransactionRecord>> request(const base::RequestId& id);

  Result<std::vector<Timing>> timings();
  // Replaces those of the same section and kind (the means are the caller's). As durable as record().
  Result<void> record_timings(const std::vector<Timing>& timings);

  // Number kept from now on; older ones go with the next commits.
  void set_history_limit(std::uint64_t revisions);
  // A PASSIVE checkpoint; call when idle for 100 ms.
  void checkpoint();

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace visiond::store
