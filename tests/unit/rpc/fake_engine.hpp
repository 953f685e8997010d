#pragma once
// The settings engine as a test wants it: what the rpc layer asks for waits in mailboxes until the test answers, on its
// own thread, which stands for the strand. Thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "daemon/runtime/watch_hub.hpp"
#include "tests/support/waiting.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace visiond::testing {

// The watchers of one stream.
template <class Event>
class FakeWatchers {
 public:
  using WatcherPtr = std::shared_ptr<runtime::Watcher<Event>>;

  std::unique_ptr<runtime::Watch> add(std::function<void(const Event&)> event,
                                      std::function<void(const base::Error&)> ended) {
    auto watcher = std::make_shared<runtime::Watcher<Event>>(std::move(event), std::move(ended));
    std::lock_guard lock(mutex_);
    watchers_.push_back(watcher);
    return std::make_unique<runtime::WatchHandle<Event>>(std::move(watcher));
  }
  void publish(const Event& event) {
    for (const auto& watcher : open()) watcher->tell(event);
  }
  void end(const base::Error& error) {
    for (const auto& watcher : open()) watcher->end(error);
  }
  std::size_t size() const { return open().size(); }

 private:
  std::vector<WatcherPtr> open() const {
    std::lock_guard lock(mutex_);
    std::erase_if(watchers_, [](const auto& watcher) { return !watcher->open(); });
    return watchers_;
  }

  mutable std::mutex mutex_;
  mutable std::vector<WatcherPtr> watchers_;
};

class FakeEngine final : public runtime::SettingsApi {
 public:
  struct Apply {
    base::TransactionId id;
    transaction::Request request;
    runtime::StartedHandler started;
    std::function<void(const runtime::Answer&)> done;
  };
  struct Cancel {
    base::TransactionId id;
    base::Error reason;
  };
  template <class Query, class Answer>
  struct Asked {
    Query query;
    std::function<void(Answer)> done;
  };
  using ReportPtr = std::shared_ptr<const transaction::Report>;

  FakeEngine();

  Mailbox<Apply> applies;
  Mailbox<Cancel> cancels;
  Mailbox<Asked<base::Revision, base::Result<runtime::RevisionView>>> revisions_asked;
  Mailbox<Asked<runtime::RevisionQuery, base::Result<runtime::RevisionPage>>> pages_asked;
  Mailbox<Asked<std::string, base::Result<ReportPtr>>> transactions_asked, requests_asked, confirms_asked;
  Mailbox<Asked<runtime::TransactionSelector, base::Result<ReportPtr>>> cancels_asked;
  Mailbox<Asked<runtime::TransactionQuery, base::Result<runtime::TransactionPage>>> lists_asked;
  Mailbox<Asked<std::pair<base::Revision, base::Revision>, base::Result<std::vector<settings::Change>>>> diffs_asked;
  Mailbox<Asked<int, const runtime::EngineStatus&>> statuses_asked;
  Mailbox<Asked<int, const runtime::EngineMetrics&>> metrics_asked;
  Mailbox<base::Revision> watched_from;
  FakeWatchers<runtime::SettingsEvent> settings_watchers;
  FakeWatchers<runtime::TransactionEvent> transaction_watchers;

  const settings::Schema& schema() const override { return schema_; }
  base::TransactionId apply(transaction::Request request, runtime::StartedHandler started,
                            std::function<void(const runtime::Answer&)> done) override;
  void cancel(const base::TransactionId& id, base::Error reason) override;
  void confirm(const base::TransactionId& id, runtime::ReportHandler done) override;
  void cancel_transaction(const runtime::TransactionSelector& which, runtime::ReportHandler done) override;
  void diff(base::Revision from, base::Revision to,
            std::function<void(base::Result<std::vector<settings::Change>>)> done) override;
  void transactions(runtime::TransactionQuery query,
                    std::function<void(base::Result<runtime::TransactionPage>)> done) override;
  void revision(base::Revision revision, std::function<void(base::Result<runtime::RevisionView>)> done) override;
  void revisions(runtime::RevisionQuery query, std::function<void(base::Result<runtime::RevisionPage>)> done) override;
  void transaction(const base::TransactionId& id, runtime::ReportHandler done) override;
  void transaction(const base::RequestId& id, runtime::ReportHandler done) override;
  std::unique_ptr<runtime::Watch> watch_settings(base::Revision from,
                                                 std::function<void(const runtime::SettingsEvent&)> event,
                                                 std::function<void(const base::Error&)> ended) override;
  std::unique_ptr<runtime::Watch> watch_transactions(std::function<void(const runtime::TransactionEvent&)> event,
                                                     std::function<void(const base::Error&)> ended) override;
  void status(std::function<void(const runtime::EngineStatus&)> done) override;
  void metrics(std::function<void(const runtime::EngineMetrics&)> done) override;

 private:
  settings::Schema schema_;
};

}  // namespace visiond::testing
