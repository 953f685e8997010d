#pragma once
// The change that is taken back unless it is confirmed in time: at most one. Knows its deadline and orders confirming
// and expiry; the revert itself is the coordinator's. Strand-bound (the coordinator's).
//
//   none ─arm→ armed ─confirm→ confirming ─written→ none
//               │ ↑───────────────┘ not written
//               └─deadline, cancel→ expired ─settle→ none
//                                    ↺ the revert was refused: tried again with growing pauses

#include "daemon/base/clock.hpp"
#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace visiond::runtime {

class Confirmation {
 public:
  using ReportPtr = std::shared_ptr<const transaction::Report>;
  struct Listener {
    std::function<void(const ReportPtr&)> confirmed;
    // Take it back now; `why` in a few words, for people.
    std::function<void(const std::string& why)> revert;
  };

  // Given: the coordinator's strand, the clock and the journal; all outlive it.
  Confirmation(Strand strand, const base::Clock& clock, Journal& journal, Listener listener);

  // `report` awaits confirmation and has a deadline. The time that is left is clamped to 0 and what was asked for, so
  // that a wall clock that jumped cannot keep it armed.
  void arm(ReportPtr report);
  bool pending() const { return state_ != State::none; }
  // True where it may still be confirmed.
  bool open() const { return state_ == State::armed; }
  // Null where nothing is pending.
  const ReportPtr& report() const { return report_; }
  bool is(const base::TransactionId& id) const { return report_ && report_->transaction_id == id; }
  bool is(const base::RequestId& id) const { return report_ && report_->request_id == id; }
  base::Duration remaining() const;

  // `done` once the write is synced. The caller knows that `report()` is meant. NOTHING_TO_CONFIRM when it is too late.
  void confirm(ReportHandler done);
  // Takes it back before its time.
  void cancel(const std::string& why);
  // The revert is in force.
  void settle();
  // The revert did not come about.
  void try_again();
  void stop();

 private:
  enum class State { none, armed, confirming, expired };

  void wait(base::Duration time, std::function<void()> then);
  void expire(const std::string& why);
  void written(const base::Result<void>& result, const ReportPtr& confirmed);

  Strand strand_;
  const base::Clock& clock_;
  Journal& journal_;
  Listener listener_;

  State state_ = State::none;
  ReportPtr report_;
  base::SteadyTime deadline_{};
  std::string why_;
  std::chrono::milliseconds pause_{};
  std::vector<ReportHandler> confirming_;
  std::uint64_t waits_ = 0;
  boost::asio::steady_timer timer_;
};

}  // namespace visiond::runtime
