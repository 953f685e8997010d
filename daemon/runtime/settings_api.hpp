#pragma once
// The settings engine as the rpc layer sees it. Thread-safe: every call posts to the coordinator's strand and returns
// at once. Handlers are called on that strand, exactly once (watchers: once an event), and must not block.

#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/base/metric.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/settings/validation.hpp"
#include "daemon/transaction/machine.hpp"
#include "daemon/transaction/records.hpp"
#include "daemon/transaction/report.hpp"
#include "daemon/transaction/request.hpp"
#include "daemon/transaction/summary.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace visiond::runtime {

namespace json = boost::json;

using RevisionView = transaction::RevisionRecord;

// The end of a transaction. `report->error` says why it did not commit.
struct Answer {
  std::shared_ptr<const transaction::Report> report;
  base::Revision current_revision;
};

struct RevisionQuery {
  std::size_t page_size = 100;
  std::string page_token;  // the number of the last revision of the page before
  std::string author;
  std::string section;
  std::optional<base::WallTime> after, before;
};
struct RevisionPage {
  std::vector<RevisionView> revisions;  // newest first
  std::string next_page_token;
};

struct TransactionQuery {
  std::size_t page_size = 100;
  std::string page_token{};  // the place of the last transaction of the page before
  std::vector<transaction::State> states{};
  std::string author{};
  std::string section{};
  std::optional<base::WallTime> after{}, before{};
};
struct TransactionPage {
  std::vector<std::shared_ptr<const transaction::Report>> reports;  // newest first
  std::vector<std::string> page_tokens;                             // of each: where a page that ends there goes on
  bool more = false;                                                // there are older ones
};

struct CommittedEvent {
  std::shared_ptr<const transaction::Report> report;
};
struct HeartbeatEvent {
  base::Revision revision;
};
// A change that awaited confirmation stays.
struct ConfirmedEvent {
  base::Revision revision;
  base::TransactionId transaction_id;
};
using SettingsEvent = std::variant<RevisionView, CommittedEvent, HeartbeatEvent, ConfirmedEvent>;

struct TransactionEvent {
  base::TransactionId transaction_id;
  base::WallTime time{};
  transaction::action::Publish what;
  std::shared_ptr<const transaction::Report> report;  // of `started` and `ended`
};

// `lasting`: the end is not at hand, so whoever waits may want to know the id now.
using StartedHandler = std::function<void(const base::TransactionId&, bool lasting)>;
using ReportHandler = std::function<void(base::Result<std::shared_ptr<const transaction::Report>>)>;

using TransactionSelector = std::variant<base::TransactionId, base::RequestId>;

// Ends the watch when destroyed; no handler call begins after that, one may be under way on the strand.
class Watch {
 public:
  virtual ~Watch() = default;
};

struct NamedStatus {
  std::string name;
  transaction::ServiceStatus status;
};
struct EngineStatus {
  base::Revision revision;
  std::vector<NamedStatus> services;  // with BUSY and IMPAIRED of the engine's own knowledge
  std::vector<settings::IgnoredSetting> ignored;
};

// Since the start.
struct EngineMetrics {
  transaction::Summary summary;
  std::vector<base::Metric> metrics;  // family by family
};

class SettingsApi {
 public:
  virtual ~SettingsApi() = default;

  virtual const settings::Schema& schema() const = 0;

  // Queues the request and returns what to cancel it by. `started` is called once, before `done`, with the id of the
  // transaction that will be answered: another one than was returned when the request id was answered before. The
  // answer comes when the change is in force, or nothing changed.
  virtual base::TransactionId apply(transaction::Request request, StartedHandler started,
                                    std::function<void(const Answer&)> done) = 0;
  // The caller of apply() no longer waits: CANCELLED or DEADLINE_EXCEEDED as the reason. Cancels the transaction where
  // nobody else waits for it; without effect once COMMIT was issued or it is unknown.
  virtual void cancel(const base::TransactionId& id, base::Error reason) = 0;
  // Keeps a change that awaits confirmation; `done` when that is synced. NOTHING_TO_CONFIRM, NO_SUCH_TRANSACTION.
  virtual void confirm(const base::TransactionId& id, ReportHandler done) = 0;
  // Cancels what is queued or runs, takes back what awaits confirmation; `done` with the report when it has ended.
  // NOTHING_TO_CANCEL when it is too late, NO_SUCH_TRANSACTION.
  virtual void cancel_transaction(const TransactionSelector& which, ReportHandler done) = 0;

  virtual void revision(base::Revision revision, std::function<void(base::Result<RevisionView>)> done) = 0;
  virtual void revisions(RevisionQuery query, std::function<void(base::Result<RevisionPage>)> done) = 0;
  // What differs between two kept revisions, 0: the one in force.
  virtual void diff(base::Revision from, base::Revision to,
                    std::function<void(base::Result<std::vector<settings::Change>>)> done) = 0;
  virtual void transaction(const base::TransactionId& id, ReportHandler done) = 0;
  virtual void transaction(const base::RequestId& id, ReportHandler done) = 0;
  virtual void transactions(TransactionQuery query, std::function<void(base::Result<TransactionPage>)> done) = 0;

  // `from` 0: a snapshot first, then live. Otherwise all after `from`. `ended` is called at most once, with
  // REVISION_GONE for a revision no longer kept or not there yet (Error::path is then the revision to resume from), or
  // DRAINING.
  virtual std::unique_ptr<Watch> watch_settings(base::Revision from, std::function<void(const SettingsEvent&)> event,
                                                std::function<void(const base::Error&)> ended) = 0;
  virtual std::unique_ptr<Watch> watch_transactions(std::function<void(const TransactionEvent&)> event,
                                                    std::function<void(const base::Error&)> ended) = 0;

  virtual void status(std::function<void(const EngineStatus&)> done) = 0;
  virtual void metrics(std::function<void(const EngineMetrics&)> done) = 0;
};

}  // namespace visiond::runtime
