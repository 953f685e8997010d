#include "tests/unit/rpc/fake_engine.hpp"

#include "tests/support/scripted_participant.hpp"

namespace visiond::testing {

FakeEngine::FakeEngine()
    : schema_({ScriptedParticipant("camera", {}).section(), ScriptedParticipant("detection", {"camera"}).section()}) {}

base::TransactionId FakeEngine::apply(transaction::Request request, runtime::StartedHandler started,
                                      std::function<void(const runtime::Answer&)> done) {
  base::TransactionId id{base::make_uuid()};
  applies.put({id, std::move(request), std::move(started), std::move(done)});
  return id;
}

void FakeEngine::cancel(const base::TransactionId& id, base::Error reason) { cancels.put({id, std::move(reason)}); }

void FakeEngine::confirm(const base::TransactionId& id, runtime::ReportHandler done) {
  confirms_asked.put({id.value, std::move(done)});
}

void FakeEngine::cancel_transaction(const runtime::TransactionSelector& which, runtime::ReportHandler done) {
  cancels_asked.put({which, std::move(done)});
}

void FakeEngine::diff(base::Revision from, base::Revision to,
                      std::function<void(base::Result<std::vector<settings::Change>>)> done) {
  diffs_asked.put({{from, to}, std::move(done)});
}

void FakeEngine::transactions(runtime::TransactionQuery query,
                              std::function<void(base::Result<runtime::TransactionPage>)> done) {
  lists_asked.put({std::move(query), std::move(done)});
}

void FakeEngine::revision(base::Revision revision, std::function<void(base::Result<runtime::RevisionView>)> done) {
  revisions_asked.put({revision, std::move(done)});
}

void FakeEngine::revisions(runtime::RevisionQuery query,
                           std::function<void(base::Result<runtime::RevisionPage>)> done) {
  pages_asked.put({std::move(query), std::move(done)});
}

void FakeEngine::transaction(const base::TransactionId& id, runtime::ReportHandler done) {
  transactions_asked.put({id.value, std::move(done)});
}

void FakeEngine::transaction(const base::RequestId& id, runtime::ReportHandler done) {
  requests_asked.put({id.value, std::move(done)});
}

std::unique_ptr<runtime::Watch> FakeEngine::watch_settings(base::Revision from,
                                                           std::function<void(const runtime::SettingsEvent&)> event,
                                                           std::function<void(const base::Error&)> ended) {
  auto watch = settings_watchers.add(std::move(event), std::move(ended));
  watched_from.put(from);
  return watch;
}

std::unique_ptr<runtime::Watch> FakeEngine::watch_transactions(
    std::function<void(const runtime::TransactionEvent&)> event, std::function<void(const base::Error&)> ended) {
  return transaction_watchers.add(std::move(event), std::move(ended));
}

void FakeEngine::status(std::function<void(const runtime::EngineStatus&)> done) {
  statuses_asked.put({0, std::move(done)});
}

void FakeEngine::metrics(std::function<void(const runtime::EngineMetrics&)> done) {
  metrics_asked.put({0, std::move(done)});
}

}  // namespace visiond::testing
