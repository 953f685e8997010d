#pragma once
// The durable memory as the coordinator needs it, asynchronous: calls return at once and run one after another, so that
// a read sees every write before it. Handlers are called once, on the journal's own thread. Implemented over the store
// by app. Thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/transaction/records.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace visiond::runtime {

class Journal {
 public:
  template <class T>
  using Handler = std::function<void(base::Result<T>)>;

  virtual ~Journal() = default;

  // The commit point: revision, outcome, and what they arm or disarm, in one synced write. An error means that nothing
  // was written.
  virtual void commit(transaction::CommitRecord record, Handler<void> done) = 0;
  // Disarms and replaces the report, in one synced write. NOTHING_TO_CONFIRM where that transaction is not armed.
  virtual void confirm(transaction::Report confirmed, Handler<void> done) = 0;
  // An outcome without a revision, or what became known after the commit. A failure is logged there.
  virtual void record(transaction::TransactionRecord outcome) = 0;
  virtual void record_timings(std::vector<transaction::Timing> timings) = 0;
  virtual void set_history_limit(std::uint64_t revisions) = 0;

  virtual void newest(Handler<base::Revision> done) = 0;
  virtual void revision(base::Revision revision, Handler<transaction::RevisionRecord> done) = 0;
  virtual void revisions(transaction::RevisionFilter filter,
                         Handler<std::vector<transaction::RevisionRecord>> done) = 0;
  virtual void revisions_after(base::Revision from, std::size_t limit,
                               Handler<std::vector<transaction::RevisionRecord>> done) = 0;
  virtual void transaction(base::TransactionId id, Handler<transaction::Report> done) = 0;
  virtual void transactions(transaction::TransactionFilter filter,
                            Handler<std::vector<transaction::ListedTransaction>> done) = 0;
  virtual void request(base::RequestId id, Handler<std::optional<transaction::TransactionRecord>> done) = 0;
};

}  // namespace visiond::runtime
