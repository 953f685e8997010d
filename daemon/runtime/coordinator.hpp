#pragma once
// The heart: takes requests one at a time in the order of their arrival, lets each run as an Execution, and keeps what
// is in force. Owned by the composition root; public calls are thread-safe and post, everything else is strand-bound
// (its own strand).

#include "daemon/base/clock.hpp"
#include "daemon/runtime/confirmation.hpp"
#include "daemon/runtime/execution.hpp"
#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/metrics.hpp"
#include "daemon/runtime/predictions.hpp"
#include "daemon/runtime/recent_reports.hpp"
#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "daemon/runtime/settings_watch.hpp"
#include "daemon/runtime/watch_hub.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::runtime {

class Coordinator final : public SettingsApi {
 public:
  // Everything outlives the coordinator.
  struct Given {
    Strand strand;
    const base::Clock& clock;
    WorkerPool& workers;
    Journal& journal;
    transaction::Cutover& cutover;
    const settings::Schema& schema;
    const transaction::Planner& planner;
    const ParticipantMap& participants;
  };
  // What start-up found.
  struct Initial {
    RevisionView current;
    std::vector<settings::IgnoredSetting> ignored;
    std::map<std::string, base::Error> impaired;  // sections that could not be prepared; they are tried again behind
    std::map<std::string, base::Error> unfit;     // sections whose settings must not run as they stand
    Confirmation::ReportPtr awaiting;             // the transaction that awaits confirmation; null: none
    std::vector<transaction::Timing> timings;
  };

  // Transactions that wait, and callers that join one; one more is QUEUE_FULL.
  static constexpr std::size_t queue_limit = 64;

  Coordinator(Given given, Initial initial);

  // Refuses what comes from now on, finishes or rolls back what runs, ends the watchers, then calls `drained` on the
  // strand. Once. Operations that were given up may still hang: the workers are joined before the coordinator goes.
  void drain(std::function<void()> drained);

  // Where every handler runs.
  const Strand& strand() const { return given_.strand; }

  const settings::Schema& schema() const override { return given_.schema; }
  base::TransactionId apply(transaction::Request request, StartedHandler started,
                            std::function<void(const Answer&)> done) override;
  void cancel(const base::TransactionId& id, base::Error reason) override;
  void confirm(const base::TransactionId& id, ReportHandler done) override;
  void cancel_transaction(const TransactionSelector& which, ReportHandler done) override;
  void revision(base::Revision revision, std::function<void(base::Result<RevisionView>)> done) override;
  void revisions(RevisionQuery query, std::function<void(base::Result<RevisionPage>)> done) override;
  void diff(base::Revision from, base::Revision to,
            std::function<void(base::Result<std::vector<settings::Change>>)> done) override;
  void transaction(const base::TransactionId& id, ReportHandler done) override;
  void transaction(const base::RequestId& id, ReportHandler done) override;
  void transactions(TransactionQuery query, std::function<void(base::Result<TransactionPage>)> done) override;
  std::unique_ptr<Watch> watch_settings(base::Revision from, std::function<void(const SettingsEvent&)> event,
                                        std::function<void(const base::Error&)> ended) override;
  std::unique_ptr<Watch> watch_transactions(std::function<void(const TransactionEvent&)> event,
                                            std::function<void(const base::Error&)> ended) override;
  void status(std::function<void(const EngineStatus&)> done) override;
  void metrics(std::function<void(const EngineMetrics&)> done) override;

 private:
  // One apply() that is to be answered.
  struct Caller {
    base::TransactionId id;  // what it can be cancelled by
    StartedHandler started;
    std::function<void(const Answer&)> done;
  };
  // A transaction that waits or runs. Its first caller's id is its own; others joined by giving the same request id.
  struct Pending {
    base::TransactionId id;
    transaction::Request request;
    std::string digest;  // empty without a request id, and of dry runs
    base::WallTime arrived{};
    std::vector<Caller> callers;
    std::vector<ReportHandler> cancellers;  // answered when it has ended
    bool announced = false;
    bool tried = false;                    // best effort: this is another try
    bool consumed = false;                 // an earlier try consumed the request id
    std::optional<base::Error> cancelled;  // while nothing of it runs yet
  };
  using RequestHandler = std::function<void(base::Result<transaction::Request>)>;

  void enqueue(Pending pending);
  // Null where nothing that waits or runs has that request id.
  Pending* with_request_id(const base::RequestId& id);
  void join(Pending& first, Pending pending);
  void start_next();
  void give_turn_back();
  void look_up_request(Pending pending);
  void looked_up(const base::Result<std::optional<transaction::TransactionRecord>>& found);
  void dry_run(Pending pending);
  void run(Pending pending);
  void execute();
  void execute_unless_cancelled();
  void finished();
  bool try_without_failed(const transaction::Report& report);
  void record(const Pending& pending, std::shared_ptr<const transaction::Report> report);
  std::optional<base::Error> not_now(const transaction::Request& request) const;
  // A rollback, an undo or a revert as a request that can be carried out; others as they are.
  void resolve(transaction::Request request, RequestHandler then);

  void confirmed(const Confirmation::ReportPtr& report);
  void take_back(const std::string& why);
  void revert_finished(const Pending& pending, const transaction::Report& report);
  transaction::Report reverted_by(const base::TransactionId& revert) const;
  void cancel_awaiting(ReportHandler done);
  Pending* find_pending(const TransactionSelector& which);
  void cancel_pending(Pending& pending, const base::Error& reason);
  void make_way(const base::Error& reason);

  void schedule_repair();
  void begin_repair();
  void repair_finished(const transaction::Report& report);
  static void log_end(const transaction::Report& report);
  // With what is left of the time for confirming it.
  std::shared_ptr<const transaction::Report> seen_now(std::shared_ptr<const transaction::Report> report) const;
  static void announce(Pending& pending, bool lasting);
  void refuse(Pending& pending, base::Error error);
  void answer(Pending& pending, const std::shared_ptr<const transaction::Report>& report);
  bool cancel_caller(Pending& pending, const base::TransactionId& id, const base::Error& reason);
  void publish(const transaction::action::Publish& what);
  void publish_end(const std::shared_ptr<const transaction::Report>& report);
  void put_in_force(const transaction::Report& running, RevisionView revision);
  void write_behind();
  void arm_idle_timer();
  void arm_heartbeat();
  void mark_impaired(transaction::ServiceStatus& status, const base::Error& error, const std::string& message) const;
  void drained_if_idle();
  transaction::Situation situation() const;
  static base::Error stopping();
  // What is in force, with what its parts hold by now.
  RevisionView running_now() const;
  // The report of a transaction that has not begun.
  transaction::Report report_of(const Pending& pending, transaction::State state) const;
  // The report so far of one that waits or runs.
  std::shared_ptr<const transaction::Report> live_report(const Pending& pending) const;

  Given given_;
  RevisionView current_;
  std::vector<settings::IgnoredSetting> ignored_;
  std::map<std::string, base::Error> impaired_, unfit_;
  base::WallTime started_;
  Predictions predictions_;
  SectionBoard board_;
  RecentReports recent_{256};
  Metrics metrics_;
  SettingsWatch settings_watch_;
  WatchHub<TransactionEvent> transaction_watch_;
  Confirmation confirmation_;

  std::deque<Pending> queue_;
  bool turn_taken_ = false;  // a transaction runs or is being looked up
  Pending running_;          // while the turn is taken; without an execution it is being looked up
  std::shared_ptr<Execution> execution_;
  // Committed, but the figures of the flip are not in the store yet; written when idle.
  std::vector<std::pair<std::shared_ptr<const transaction::Report>, std::string>> unwritten_;
  boost::asio::steady_timer idle_timer_;
  bool idle_timer_armed_ = false;
  boost::asio::steady_timer heartbeat_timer_;
  boost::asio::steady_timer repair_timer_;
  bool repair_timer_armed_ = false;
  std::chrono::milliseconds repair_pause_{500};
  std::string repaired_last_;
  std::function<void()> drained_;
  bool draining_ = false;
};

}  // namespace visiond::runtime
