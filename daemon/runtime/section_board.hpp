#pragma once
// Which sections cannot be touched, and why: BUSY while an operation that was given up has not returned, IMPAIRED while
// a way back is still being tried behind. Strand-bound (the coordinator's).

#include "daemon/base/error.hpp"
#include "daemon/runtime/worker_pool.hpp"
#include "daemon/transaction/participant.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace visiond::runtime {

using Strand = boost::asio::strand<boost::asio::any_io_executor>;

class SectionBoard {
 public:
  using PreparedPtr = std::shared_ptr<transaction::Prepared>;

  // Given: the coordinator's strand, the workers and the clock; all outlive it.
  SectionBoard(Strand strand, WorkerPool& workers, const base::Clock& clock)
      : strand_(std::move(strand)), workers_(workers), clock_(clock) {}

  // An operation was given up while it still runs.
  void leave_busy(const std::string& section);
  // The operation returned after all.
  void returned(const std::string& section);
  // A way back failed; it is tried again with growing pauses. Where the operation still runs, as soon as it has
  // returned.
  void impair(const std::string& section, PreparedPtr prepared, base::Error error);
  // Ends the tries; for shutdown.
  void stop();

  // Why each section on the board cannot be touched.
  std::map<std::string, std::string> reasons() const;
  // BUSY or IMPAIRED in place of what the service itself says.
  std::optional<transaction::ServiceStatus> status(const std::string& section) const;

 private:
  struct Impairment {
    PreparedPtr prepared;
    base::Error error;
    std::chrono::milliseconds pause{500};
    std::unique_ptr<boost::asio::steady_timer> timer;
    base::WallTime retry_at{};
  };
  struct Entry {
    int running = 0;
    base::WallTime since{};
    std::optional<Impairment> impairment;
  };

  Entry& entry(const std::string& section);
  void schedule(const std::string& section);
  void try_way_back(const std::string& section);
  void way_back_done(const std::string& section, const base::Result<void>& result);
  void erase_if_clear(const std::string& section);

  Strand strand_;
  WorkerPool& workers_;
  const base::Clock& clock_;
  bool stopped_ = false;
  std::stop_source stop_;
  std::map<std::string, Entry> entries_;
};

}  // namespace visiond::runtime
