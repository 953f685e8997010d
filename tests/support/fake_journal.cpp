#include "tests/support/fake_journal.hpp"

#include <algorithm>
#include <utility>

namespace visiond::testing {

void FakeJournal::refuse_next(base::Error error) {
  std::lock_guard lock(mutex_);
  refusal_ = std::move(error);
}

void FakeJournal::fail_reads(base::Error error) {
  std::lock_guard lock(mutex_);
  read_error_ = std::move(error);
}

void FakeJournal::heal_reads() {
  std::lock_guard lock(mutex_);
  read_error_.reset();
}

void FakeJournal::hold() {
  std::lock_guard lock(mutex_);
  held_ = true;
}

void FakeJournal::let_go() {
  std::unique_lock lock(mutex_);
  held_ = false;
  const auto waiting = std::exchange(waiting_, {});
  lock.unlock();
  for (const auto& each : waiting) each();
}

void FakeJournal::wait_until_asked() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return !waiting_.empty(); });
}

void FakeJournal::answer_twice() {
  std::lock_guard lock(mutex_);
  twice_ = true;
}

void FakeJournal::answer_write(const std::optional<base::Error>& refusal, Handler<void> done) {
  std::unique_lock lock(mutex_);
  const int times = twice_ ? 2 : 1;
  lock.unlock();
  answer([=] {
    for (int n = 0; n < times; ++n) done(refusal ? base::Result<void>(*refusal) : base::Result<void>());
  });
}

void FakeJournal::answer(std::function<void()> answer) {
  std::unique_lock lock(mutex_);
  if (held_) {
    waiting_.push_back(std::move(answer));
    asked_.notify_all();
    return;
  }
  lock.unlock();
  answer();
}

std::optional<base::Error> FakeJournal::read_error() const {
  std::lock_guard lock(mutex_);
  return read_error_;
}

void FakeJournal::forget_before(base::Revision revision) {
  std::lock_guard lock(mutex_);
  std::erase_if(revisions_, [&](const auto& record) { return record.revision < revision; });
}

std::size_t FakeJournal::outcomes() const {
  std::lock_guard lock(mutex_);
  return outcomes_.size();
}

void FakeJournal::put(transaction::RevisionRecord record) {
  std::lock_guard lock(mutex_);
  revisions_.push_back(std::move(record));
}

void FakeJournal::take_over(const FakeJournal& other) {
  std::scoped_lock lock(mutex_, other.mutex_);
  revisions_ = other.revisions_;
  outcomes_ = other.outcomes_;
  armed_ = other.armed_;
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

std::optional<transaction::ArmedConfirmation> FakeJournal::armed() const {
  std::lock_guard lock(mutex_);
  return armed_;
}

void FakeJournal::commit(transaction::CommitRecord record, Handler<void> done) {
  std::optional<base::Error> refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = std::exchange(refusal_, std::nullopt);
    if (!refusal) {
      revisions_.push_back(std::move(record.revision));
      const auto id = record.outcome.report.transaction_id.value;
      outcomes_[id] = std::move(record.outcome);
      if (record.reverted) {
        outcomes_[record.reverted->transaction_id.value].report = *record.reverted;
        armed_.reset();
      }
      if (record.armed) armed_ = record.armed;
    }
  }
  answer_write(refusal, std::move(done));
}

void FakeJournal::confirm(transaction::Report confirmed, Handler<void> done) {
  std::optional<base::Error> refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = std::exchange(refusal_, std::nullopt);
    if (!refusal && (!armed_ || armed_->transaction_id != confirmed.transaction_id))
      refusal = base::Error{base::ErrorCode::nothing_to_confirm, "", "not armed"};
    if (!refusal) {
      outcomes_[confirmed.transaction_id.value].report = std::move(confirmed);
      armed_.reset();
    }
  }
  answer_write(refusal, std::move(done));
}

void FakeJournal::record(transaction::TransactionRecord outcome) {
  std::lock_guard lock(mutex_);
  outcomes_[outcome.report.transaction_id.value] = std::move(outcome);
}

void FakeJournal::newest(Handler<base::Revision> done) {
  if (const auto error = read_error()) return done(*error);
  const auto records = all();
  done(records.empty() ? base::Revision{} : records.back().revision);
}

void FakeJournal::revision(base::Revision revision, Handler<transaction::RevisionRecord> done) {
  if (const auto error = read_error()) return done(*error);
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
  if (const auto error = read_error()) return done(*error);
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

void FakeJournal::transactions(transaction::TransactionFilter filter,
                               Handler<std::vector<transaction::ListedTransaction>> done) {
  if (const auto error = read_error()) return done(*error);
  std::vector<transaction::ListedTransaction> found;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, record] : outcomes_)
      found.push_back({static_cast<std::int64_t>(record.report.revision.value), record.report});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.sequence > b.sequence; });
  std::erase_if(found, [&](const auto& each) { return filter.below && each.sequence >= *filter.below; });
  if (found.size() > filter.limit) found.resize(filter.limit);
  done(std::move(found));
}

void FakeJournal::request(base::RequestId id, Handler<std::optional<transaction::TransactionRecord>> done) {
  if (const auto error = read_error()) return done(*error);
  std::optional<transaction::TransactionRecord> found;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, record] : outcomes_) {
      if (record.report.request_id == id) found = record;
    }
  }
  answer([found = std::move(found), done = std::move(done)] { done(found); });
}

}  // namespace visiond::testing
