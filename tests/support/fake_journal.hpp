#pragma once
// A journal in memory whose commits can be refused. Handlers are called at once, on the caller's thread, or while it is
// held by whoever lets go of it. Thread-safe.

#include "daemon/runtime/journal.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace visiond::testing {

class FakeJournal final : public runtime::Journal {
 public:
  // The next commit or confirm is refused with this error.
  void refuse_next(base::Error error);
  // Reads fail with this error from now on.
  void fail_reads(base::Error error);
  void heal_reads();
  // Answers to commit(), confirm() and request() wait from now on, until let_go().
  void hold();
  void let_go();
  void wait_until_asked();
  // Commits and confirms are answered twice from now on.
  void answer_twice();
  // Older revisions are no longer kept.
  void forget_before(base::Revision revision);
  void put(transaction::RevisionRecord record);
  // What the other one holds, as after a restart.
  void take_over(const FakeJournal& other);
  std::vector<transaction::RevisionRecord> all() const;
  std::optional<transaction::TransactionRecord> outcome(const base::TransactionId& id) const;
  std::size_t outcomes() const;
  std::optional<transaction::ArmedConfirmation> armed() const;

  void commit(transaction::CommitRecord record, Handler<void> done) override;
  void confirm(transaction::Report confirmed, Handler<void> done) override;
  void record(transaction::TransactionRecord outcome) override;
  void record_timings(std::vector<transaction::Timing>) override {}
  void set_history_limit(std::uint64_t) override {}
  void newest(Handler<base::Revision> done) override;
  void revision(base::Revision revision, Handler<transaction::RevisionRecord> done) override;
  void revisions(transaction::RevisionFilter filter, Handler<std::vector<transaction::RevisionRecord>> done) override;
  void revisions_after(base::Revision from, std::size_t limit,
                       Handler<std::vector<transaction::RevisionRecord>> done) override;
  void transaction(base::TransactionId id, Handler<transaction::Report> done) override;
  void transactions(transaction::TransactionFilter filter,
                    Handler<std::vector<transaction::ListedTransaction>> done) override;
  void request(base::RequestId id, Handler<std::optional<transaction::TransactionRecord>> done) override;

 private:
  void answer_write(const std::optional<base::Error>& refusal, Handler<void> done);
  void answer(std::function<void()> answer);
  std::optional<base::Error> read_error() const;

  mutable std::mutex mutex_;
  std::condition_variable asked_;
  bool held_ = false, twice_ = false;
  std::vector<std::function<void()>> waiting_;
  std::optional<base::Error> refusal_, read_error_;
  std::vector<transaction::RevisionRecord> revisions_;
  std::map<std::string, transaction::TransactionRecord> outcomes_;
  std::optional<transaction::ArmedConfirmation> armed_;
};

}  // namespace visiond::testing
