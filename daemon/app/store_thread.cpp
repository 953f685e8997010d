#include "daemon/app/store_thread.hpp"

#include "daemon/base/failpoint.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <utility>

namespace visiond::app {
namespace {

constexpr std::chrono::milliseconds idle_pause{100};

void log_failure(const char* what, const base::Result<void>& result) {
  if (!result) spdlog::error("{} was not stored: {}", what, result.error().message);
}

}  // namespace

StoreThread::StoreThread(std::unique_ptr<store::Store> store)
    : store_(std::move(store)), work_(context_.get_executor()), idle_timer_(context_), thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
  boost::asio::post(context_, [this] {
    work_.reset();
    idle_timer_.cancel();
  });
  thread_.join();
}

void StoreThread::run() {
  try {
    context_.run();
  } catch (const store::UndecidedCommit& undecided) {
    // Nobody may be answered: only the next start can tell whether the revision is there.
    spdlog::critical("{}; ending without an answer, the next start tells", undecided.what());
    spdlog::shutdown();
    std::_Exit(1);
  }
}

template <class Work>
void StoreThread::post(Work work) {
  boost::asio::post(context_, [this, work = std::move(work)]() mutable {
    work();
    asked_ = true;
    arm_idle_timer();
  });
}

void StoreThread::arm_idle_timer() {
  if (idle_timer_armed_) return;
  idle_timer_armed_ = true;
  asked_ = false;
  idle_timer_.expires_after(idle_pause);
  idle_timer_.async_wait([this](boost::system::error_code error) {
    idle_timer_armed_ = false;
    if (error) return;
    if (asked_) return arm_idle_timer();
    store_->checkpoint();
  });
}

void StoreThread::commit(transaction::CommitRecord record, Handler<void> done) {
  post([this, record = std::move(record), done = std::move(done)] {
    auto written = store_->commit(record);
    base::may_crash("journal.answer");
    done(std::move(written));
  });
}

void StoreThread::confirm(transaction::Report confirmed, Handler<void> done) {
  post([this, confirmed = std::move(confirmed), done = std::move(done)] { done(store_->confirm(confirmed)); });
}

void StoreThread::record(transaction::TransactionRecord outcome) {
  post([this, outcome = std::move(outcome)] { log_failure("a transaction's record", store_->record(outcome)); });
}

void StoreThread::record_timings(std::vector<transaction::Timing> timings) {
  post([this, timings = std::move(timings)] { log_failure("operation timings", store_->record_timings(timings)); });
}

void StoreThread::set_history_limit(std::uint64_t revisions) {
  post([this, revisions] { store_->set_history_limit(revisions); });
}

void StoreThread::newest(Handler<base::Revision> done) {
  post([this, done = std::move(done)] {
    auto newest = store_->newest_revision();
    if (!newest) return done(newest.error());
    done(*newest ? (*newest)->revision : base::Revision{});
  });
}

void StoreThread::revision(base::Revision revision, Handler<transaction::RevisionRecord> done) {
  post([this, revision, done = std::move(done)] { done(store_->revision(revision)); });
}

void StoreThread::revisions(transaction::RevisionFilter filter,
                            Handler<std::vector<transaction::RevisionRecord>> done) {
  post([this, filter = std::move(filter), done = std::move(done)] { done(store_->revisions(filter)); });
}

void StoreThread::revisions_after(base::Revision from, std::size_t limit,
                                  Handler<std::vector<transaction::RevisionRecord>> done) {
  post([this, from, limit, done = std::move(done)] { done(store_->revisions_after(from, limit)); });
}

void StoreThread::transaction(base::TransactionId id, Handler<transaction::Report> done) {
  post([this, id = std::move(id), done = std::move(done)] { done(store_->transaction(id)); });
}

void StoreThread::transactions(transaction::TransactionFilter filter,
                               Handler<std::vector<transaction::ListedTransaction>> done) {
  post([this, filter = std::move(filter), done = std::move(done)] { done(store_->transactions(filter)); });
}

void StoreThread::request(base::RequestId id, Handler<std::optional<transaction::TransactionRecord>> done) {
  post([this, id = std::move(id), done = std::move(done)] { done(store_->request(id)); });
}

}  // namespace visiond::app
