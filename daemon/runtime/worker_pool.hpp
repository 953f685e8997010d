#pragma once
// Threads for what may block: prepare, rehearse, switch-over. One more than participants, so that a participant that
// hangs starves nobody else: its section is BUSY and gets no second thread. Thread-safe; owned by the composition root.

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>

namespace visiond::runtime {

class WorkerPool {
 public:
  explicit WorkerPool(std::size_t threads) : pool_(threads) {}

  // The job must not throw.
  template <class Job>
  void post(Job job) {
    {
      std::lock_guard lock(mutex_);
      ++jobs_;
    }
    boost::asio::post(pool_, [this, job = std::move(job)]() mutable {
      {
        // What the job holds is freed before it counts as done.
        auto once = std::move(job);
        once();
      }
      std::lock_guard lock(mutex_);
      if (--jobs_ == 0) idle_.notify_all();
    });
  }

  // False where jobs still run after `limit`.
  bool wait_until_idle(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, limit, [this] { return jobs_ == 0; });
  }

  // Waits for running jobs, however long; none may be posted any more.
  void join() { pool_.join(); }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t jobs_ = 0;  // posted and not done
  boost::asio::thread_pool pool_;
};

}  // namespace visiond::runtime
