#pragma once
// Threads for what may block: prepare, rehearse, switch-over. One more than participants, so that a participant that
// hangs starves nobody else: its section is BUSY and gets no second thread. Thread-safe; owned by the composition root.

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

namespace visiond::runtime {

class WorkerPool {
 public:
  explicit WorkerPool(std::size_t threads) : pool_(threads) {}

  // The job must not throw.
  template <class Job>
  void post(Job job) {
    boost::asio::post(pool_, std::move(job));
  }

  // Waits for running jobs; none may be posted any more.
  void join() { pool_.join(); }

 private:
  boost::asio::thread_pool pool_;
};

}  // namespace visiond::runtime
