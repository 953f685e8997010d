#include "daemon/store/store.hpp"

#include "daemon/base/clock.hpp"
#include "daemon/base/failpoint.hpp"
#include "daemon/store/connection.hpp"
#include "daemon/store/files.hpp"
#include "daemon/store/opening.hpp"

#include <functional>
#include <utility>

namespace visiond::store {
namespace {

using base::Error;
using base::ErrorCode;
using sqlite::WriteTransaction;

constexpr std::uint64_t transactions_per_revision = 10;

std::string number(Revision revision) { return std::to_string(revision.value); }

std::string kept_text(const RevisionTable::Range& range) {
  if (range.newest.value == 0) return "none is kept yet";
  return "kept are " + number(range.oldest) + " to " + number(range.newest);
}

}  // namespace

class Store::Impl {
 public:
  Impl(FolderLock lock, Opening opening, std::uint64_t history_limit)
      : note(std::move(opening.note)),
        lock_(std::move(lock)),
        connection_(std::move(opening.connection)),
        history_limit_(history_limit) {}

  Result<void> commit(const CommitRecord& record);
  Result<void> confirm(const transaction::Report& confirmed);
  Result<void> record(const TransactionRecord& outcome);
  Result<void> record_timings(const std::vector<Timing>& timings);

  // After an UndecidedCommit there is none: whoever goes on regardless gets the same answer again.
  Connection& connection() {
    if (!connection_) throw UndecidedCommit("The store is closed: a commit could not be decided");
    return *connection_;
  }
  void keep(std::uint64_t revisions) { history_limit_ = revisions; }

  const std::string note;

 private:
  Result<void> write(const CommitRecord& record);
  Result<void> insert(const RevisionRecord& revision);
  Result<void> put(const TransactionRecord& outcome);
  Result<void> disarm(const transaction::Report& report);
  // Tells a commit whose end is not clear: `done` looks whether it is there.
  Result<void> settle(const Error& error, const std::function<Result<bool>(Connection&)>& done);
  Result<void> run(const std::function<Result<void>()>& write, const std::function<Result<bool>(Connection&)>& done);

  FolderLock lock_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t history_limit_;
};

Result<void> Store::Impl::commit(const CommitRecord& record) {
  const auto& revision = record.revision;
  return run([&] { return write(record); },
             [&](Connection& fresh) -> Result<bool> {
               const auto maker = fresh.revisions.maker(revision.revision);
               if (!maker) return maker.error();
               return *maker == revision.transaction_id;
             });
}

Result<void> Store::Impl::confirm(const transaction::Report& confirmed) {
  if (auto fault = base::may_fail("store.confirm"); !fault) return fault.error();
  return run([&] { return disarm(confirmed); },
             [](Connection& fresh) -> Result<bool> {
               const auto armed = fresh.armed.find();
               if (!armed) return armed.error();
               return !armed->has_value();
             });
}

// One synced transaction.
Result<void> Store::Impl::run(const std::function<Result<void>()>& write,
                              const std::function<Result<bool>(Connection&)>& done) {
  if (auto ready = connection().wait_for_disk(true); !ready) return ready;
  WriteTransaction::Outcome ended;
  if (auto fault = base::may_fail("store.before_begin"); !fault) return fault.error();
  {
    WriteTransaction transaction(connection().database);
    if (auto begun = transaction.begin(); !begun) return begun;
    if (auto fault = base::may_fail("store.after_begin"); !fault) return fault.error();
    if (auto written = write(); !written) return written;
    if (auto fault = base::may_fail("store.before_commit"); !fault) return fault.error();
    ended = transaction.commit();
  }
  base::may_crash("store.after_commit");
  if (auto fault = base::may_fail("store.undecided"); !fault) ended = {WriteTransaction::End::undecided, fault.error()};
  if (ended.end == WriteTransaction::End::committed) return {};
  if (ended.end == WriteTransaction::End::refused) return ended.error;
  return settle(ended.error, done);
}

Result<void> Store::Impl::write(const CommitRecord& record) {
  if (record.reverted) {
    if (auto disarmed = disarm(*record.reverted); !disarmed) return disarmed;
  }
  // Armed first: the base must not be dropped with what the new revision pushes out.
  if (record.armed) {
    if (auto armed = connection().armed.arm(*record.armed); !armed) return armed;
    if (auto fault = base::may_fail("store.after_arm"); !fault) return fault.error();
  }
  if (auto inserted = insert(record.revision); !inserted) return inserted;
  if (auto fault = base::may_fail("store.after_insert"); !fault) return fault.error();
  return put(record.outcome);
}

Result<void> Store::Impl::insert(const RevisionRecord& revision) {
  const auto range = connection().revisions.range();
  if (!range) return range.error();
  if (revision.revision != range->newest.next()) {
    return Error{ErrorCode::internal,
                 {},
                 "Revision " + number(revision.revision) + " cannot follow revision " + number(range->newest) +
                     "; the next one is " + number(range->newest.next())};
  }
  if (auto inserted = connection().revisions.insert(revision); !inserted) return inserted;
  const bool first = range->newest.value == 0;
  const RevisionTable::Range now{first ? revision.revision : range->oldest, revision.revision};
  return connection().revisions.trim(now, history_limit_);
}

Result<void> Store::Impl::put(const TransactionRecord& outcome) {
  if (auto written = connection().transactions.put(outcome); !written) return written;
  return connection().transactions.trim(history_limit_ * transactions_per_revision, outcome.report.create_time);
}

Result<void> Store::Impl::disarm(const transaction::Report& report) {
  const auto was_armed = connection().armed.disarm(report.transaction_id);
  if (!was_armed) return was_armed.error();
  if (!*was_armed) {
    return Error{ErrorCode::nothing_to_confirm, report.transaction_id.value,
                 "Transaction " + report.transaction_id.value + " does not await confirmation"};
  }
  if (auto fault = base::may_fail("store.after_disarm"); !fault) return fault.error();
  return connection().transactions.update(report);
}

// The write-ahead log may or may not hold the whole transaction by now. What a fresh look at it finds is made durable
// before anyone is told, so that it stays the answer after a power cut too.
Result<void> Store::Impl::settle(const Error& error, const std::function<Result<bool>(Connection&)>& done) {
  const auto file = connection_->database.file();
  connection_->database.checkpoint_on_close(false);
  connection_.reset();
  if (auto fault = base::may_fail("store.settle"); !fault)
    throw UndecidedCommit(error.message + "; then: " + fault.error().message);
  auto reopened = Connection::open(file);
  if (!reopened) throw UndecidedCommit(error.message + "; then: " + reopened.error().message);
  auto& fresh = **reopened;
  fresh.database.checkpoint_on_close(false);
  if (auto synced = fresh.checkpoint_whole(); !synced)
    throw UndecidedCommit(error.message + "; then: " + synced.error().message);
  const auto there = done(fresh);
  if (!there) throw UndecidedCommit(error.message + "; then: " + there.error().message);
  fresh.database.checkpoint_on_close(true);
  connection_ = std::move(*reopened);
  if (*there) return {};
  return error;
}

Result<void> Store::Impl::record(const TransactionRecord& outcome) {
  if (auto done = connection().wait_for_disk(false); !done) return done;
  WriteTransaction transaction(connection().database);
  if (auto begun = transaction.begin(); !begun) return begun;
  if (auto written = put(outcome); !written) return written;
  if (auto fault = base::may_fail("store.record"); !fault) return fault.error();
  const auto ended = transaction.commit();
  if (ended.end != WriteTransaction::End::committed) return ended.error;
  return {};
}

Result<void> Store::Impl::record_timings(const std::vector<Timing>& timings) {
  if (auto done = connection().wait_for_disk(false); !done) return done;
  WriteTransaction transaction(connection().database);
  if (auto begun = transaction.begin(); !begun) return begun;
  for (const auto& timing : timings) {
    if (auto written = connection().timings.put(timing); !written) return written;
  }
  if (auto fault = base::may_fail("store.record_timings"); !fault) return fault.error();
  const auto ended = transaction.commit();
  if (ended.end != WriteTransaction::End::committed) return ended.error;
  return {};
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto lock = FolderLock::take(options.folder);
  if (!lock) return lock.error();
  if (auto fault = base::may_fail("store.open"); !fault) return fault.error();
  auto opening = open_file(options, base::SystemClock().wall_now());
  if (!opening) return opening.error();
  auto impl = std::make_unique<Impl>(std::move(*lock), std::move(*opening), options.history_limit);
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

const std::string& Store::opening_note() const { return impl_->note; }

Result<void> Store::commit(const CommitRecord& record) { return impl_->commit(record); }

Result<void> Store::confirm(const transaction::Report& confirmed) { return impl_->confirm(confirmed); }

Result<std::optional<ArmedConfirmation>> Store::armed() { return impl_->connection().armed.find(); }

Result<void> Store::record(const TransactionRecord& outcome) { return impl_->record(outcome); }

Result<std::optional<RevisionRecord>> Store::newest_revision() {
  const auto range = impl_->connection().revisions.range();
  if (!range) return range.error();
  return impl_->connection().revisions.find(range->newest);
}

Result<RevisionRecord> Store::revision(Revision revision) {
  if (auto fault = base::may_fail("store.revision"); !fault) return fault.error();
  auto found = impl_->connection().revisions.find(revision);
  if (!found) return found.error();
  if (*found) return std::move(**found);
  const auto range = impl_->connection().revisions.range();
  if (!range) return range.error();
  return Error{ErrorCode::no_such_revision, number(revision),
               "There is no revision " + number(revision) + "; " + kept_text(*range)};
}

Result<std::vector<RevisionRecord>> Store::revisions(const RevisionFilter& filter) {
  return impl_->connection().revisions.list(filter);
}

Result<std::vector<RevisionRecord>> Store::revisions_after(Revision from, std::size_t limit) {
  const auto range = impl_->connection().revisions.range();
  if (!range) return range.error();
  if (from > range->newest) {
    return Error{ErrorCode::revision_gone, number(range->newest),
                 "Revision " + number(from) + " is not there yet; " + kept_text(*range)};
  }
  if (from.next() < range->oldest) {
    return Error{ErrorCode::revision_gone, number({range->oldest.value - 1}),
                 "Revision " + number(from.next()) + " is no longer kept; " + kept_text(*range)};
  }
  return impl_->connection().revisions.after(from, limit);
}

Result<transaction::Report> Store::transaction(const base::TransactionId& id) {
  auto found = impl_->connection().transactions.find(id);
  if (!found) return found.error();
  if (*found) return std::move(**found);
  return Error{ErrorCode::no_such_transaction, id.value,
               "There is no transaction " + id.value + "; it may no longer be kept"};
}

Result<std::vector<ListedTransaction>> Store::transactions(const TransactionFilter& filter) {
  return impl_->connection().transactions.list(filter);
}

Result<std::optional<TransactionRecord>> Store::request(const base::RequestId& id) {
  if (auto fault = base::may_fail("store.request"); !fault) return fault.error();
  return impl_->connection().transactions.find(id);
}

Result<std::vector<Timing>> Store::timings() { return impl_->connection().timings.all(); }

Result<void> Store::record_timings(const std::vector<Timing>& timings) { return impl_->record_timings(timings); }

void Store::set_history_limit(std::uint64_t revisions) { impl_->keep(revisions); }

void Store::checkpoint() {
  base::may_crash("store.checkpoint");
  // Not done is no harm: the next one, or SQLite's own, takes it on.
  sqlite3_wal_checkpoint_v2(impl_->connection().database.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
}

}  // namespace visiond::store
