#pragma once
// The store on its own thread, as the journal the coordinator writes to. The only user of the Store; a PASSIVE
// checkpoint runs when nothing was asked for 100 ms. Owned by the daemon; thread-safe.

#include "daemon/runtime/journal.hpp"
#include "daemon/store/store.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <thread>

namespace visiond::app {

class StoreThread final : public runtime::Journal {
 public:
  explicit StoreThread(std::unique_ptr<store::Store> store);
  // Does what was asked for, then closes the store.
  ~StoreThread() override;

  void commit(transaction::CommitRecord record, Handler<void> done) override;
  void confirm(transaction::Report confirmed, Handler<void> done) override;
  void record(transaction::TransactionRecord outcome) override;
  void record_timings(std::vector<transaction::Timing> timings) override;
  void set_history_limit(std::uint64_t revisions) override;
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
  template <class Work>
  void post(Work work);
  void run();
  void arm_idle_timer();

  std::unique_ptr<store::Store> store_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer idle_timer_;
  bool idle_timer_armed_ = false;
  bool asked_ = false;  // since the timer was armed
  std::thread thread_;
};

}  // namespace visiond::app
