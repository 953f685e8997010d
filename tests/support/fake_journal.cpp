#include "tests/support/fake_journal.hpp"

#include <algorithm>
#include <utility>

namespace visiond::testing {

void FakeJournal::refuse_next(base::Error error) {
  std::lock_guard lock(mutex_);
  refusal_ = std::move(error);
}

void FakeJournal::put(transaction::RevisionRecord record) {
  std::lock_guard lock(mutex_);
  revisions_.push_back(std::move(record));
}

std::vector<transaction::RevisionRecord> FakeJournal::all() const {
  std::lock_guard lock(mutex_);
  return revisions_;
}

std::optional<transaction::TransactionRecord> FakeJournal::outcome(const base::TransactionId& id) const {
  std::lock_guard lock(mutex_);
  const auto found = outcomes_.find(id.value);
  if (found == outcomes_.end()) return std::nullopt;
  return found->second;
}

void FakeJournal::commit(transaction::RevisionRecord revision, transaction::TransactionRecord outcome,
                         Handler<void> done) {
  std::optional<base::Error> refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = std::exchange(refusal_, std::nullopt);
    if (!refusal) {
      revisions_.push_back(std::move(revision));
      outcomes_[outcome.report.transaction_id.value] = std::move(outcome);
    }
  }
  done(refusal ? base::Result<void>(*refusal) : base::Result<void>());
}

void FakeJournal::record(transaction::TransactionRecord outcome) {
  std::lock_guard lock(mutex_);
  outcomes_[outcome.report.transaction_id.value] = std::move(outcome);
}

void FakeJournal::newest(Handler<base::Revision> done) {
  const auto records = all();
  done(records.empty() ? base::Revision{} : records.back().revision);
}

void FakeJournal::revision(base::Revision revision, Handler<transaction::RevisionRecord> done) {
  for (const auto& record : all()) {
    if (record.revision == revision) return done(record);
  }
  done(base::Error{base::ErrorCode::no_such_revision, "", "no such revision"});
}

void FakeJournal::revisions(transaction::RevisionFilter filter,
                            Handler<std::vector<transaction::RevisionRecord>> done) {
  auto records = all();
  std::reverse(records.begin(), records.end());
  std::erase_if(records, [&](const auto& record) { return filter.below && record.revision >= *filter.below; });
  if (records.size() > filter.limit) records.resize(filter.limit);
  done(std::move(records));
}

void FakeJournal::revisions_after(base::Revision from, std::size_t limit,
                                  Handler<std::vector<transaction::RevisionRecord>> done) {
  auto records = all();
  std::erase_if(records, [&](const auto& record) { return record.revision <= from; });
  if (records.size() > limit) records.resize(limit);
  done(std::move(records));
}

void FakeJournal::transaction(base::TransactionId id, Handler<transaction::Report> done) {
  const auto found = outcome(id);
  if (found) return done(found->report);
  done(base::Error{base::ErrorCode::no_such_transaction, "", "no such transaction"});
}

void FakeJournal::request(base::RequestId id, Handler<std::optional<transaction::TransactionRecord>> done) {
  std::optional<transaction::TransactionRecord> found;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, record] : outcomes_) {
      if (record.report.request_id == id) found = record;
    }
  }
  done(std::move(found));
}

}  // namespace visiond::testing
