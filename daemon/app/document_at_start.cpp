#include "daemon/app/document_at_start.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/settings/document.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

namespace visiond::app {

using base::Result;
using transaction::RevisionRecord;

namespace {

base::Error mistakes(const std::vector<settings::Violation>& violations) {
  std::string text = "the initial settings are wrong";
  for (const auto& violation : violations) text += "\n  " + violation.path + ": " + violation.message;
  return {base::ErrorCode::invalid_setting, violations.front().path, text};
}

// A revision that no caller asked for; `reverted`: the transaction it takes back.
Result<RevisionRecord> write(store::Store& store, RevisionRecord record, transaction::Kind kind,
                             std::vector<settings::Change> changes, const base::Clock& clock,
                             std::optional<transaction::Report> reverted = {}) {
  record.create_time = clock.wall_now();
  record.transaction_id = {base::make_uuid()};
  record.effective = record.full;
  transaction::TransactionRecord outcome;
  auto& report = outcome.report;
  report.transaction_id = record.transaction_id;
  report.kind = kind;
  report.state = transaction::State::committed;
  report.changed = true;
  report.base_revision = {record.revision.value - 1};
  report.revision = record.revision;
  report.changes = std::move(changes);
  report.author = record.author;
  report.comment = record.comment;
  report.create_time = record.create_time;
  report.end_time = record.create_time;
  if (reverted) {
    report.reverts = reverted->transaction_id;
    reverted->state = transaction::State::reverted;
    reverted->reverted_by = record.transaction_id;
  }
  const auto written = store.commit({.revision = record, .outcome = outcome, .reverted = std::move(reverted)});
  if (!written) return written.error();
  return record;
}

Result<DocumentAtStart> first_document(store::Store& store, const settings::Schema& schema, const CrossCheck& check,
                                       const std::optional<json::object>& initial, const base::Clock& clock) {
  auto checked = settings::check_patch(schema, initial.value_or(json::object{}));
  RevisionRecord record;
  record.sparse = settings::apply_patch(schema, {}, checked.patch);
  record.full = schema.complete(record.sparse);
  if (checked.violations.empty()) checked.violations = check(record.full);
  if (!checked.violations.empty()) return mistakes(checked.violations);
  record.revision = {1};
  record.author = "visiond";
  record.comment = "initial settings";
  auto changes = settings::diff(schema, {}, record.sparse);
  auto written = write(store, std::move(record), transaction::Kind::apply, std::move(changes), clock);
  if (!written) return written.error();
  return DocumentAtStart{std::move(*written), {}, {}, {}};
}

Result<DocumentAtStart> upgraded(store::Store& store, const settings::Schema& schema, RevisionRecord stored,
                                 const base::Clock& clock) {
  auto loaded = settings::load_document(schema, stored.sparse);
  for (const auto& ignored : loaded.ignored) spdlog::warn("setting {} is ignored: {}", ignored.path, ignored.reason);
  auto full = schema.complete(loaded.sparse);
  if (settings::same_value(full, *stored.full))
    return DocumentAtStart{std::move(stored), std::move(loaded.ignored), std::move(loaded.impaired), {}};
  RevisionRecord next;
  next.revision = stored.revision.next();
  // What today's schema does not know stays in the stored revision before, which rolling back can still reach.
  next.sparse = std::move(loaded.sparse);
  next.full = std::move(full);
  next.author = "upgrade";
  next.comment = "start-up with another schema";
  auto written = write(store, std::move(next), transaction::Kind::upgrade, {}, clock);
  if (!written) return written.error();
  return DocumentAtStart{std::move(*written), std::move(loaded.ignored), std::move(loaded.impaired), {}};
}

struct Awaiting {
  transaction::ArmedConfirmation armed;
  transaction::Report report;
};

Result<std::optional<Awaiting>> find_awaiting(store::Store& store) {
  auto armed = store.armed();
  if (!armed) return armed.error();
  if (!*armed) return std::optional<Awaiting>();
  auto report = store.transaction((*armed)->transaction_id);
  if (!report) return report.error();
  return std::optional<Awaiting>({**armed, std::move(*report)});
}

// Nobody confirmed it while the daemon was away.
Result<RevisionRecord> taken_back(store::Store& store, const settings::Schema& schema, const RevisionRecord& newest,
                                  Awaiting expired, const base::Clock& clock) {
  auto target = store.revision(expired.armed.base_revision);
  if (!target) return target.error();
  RevisionRecord next;
  next.revision = newest.revision.next();
  next.sparse = settings::load_document(schema, target->sparse).sparse;
  next.full = schema.complete(next.sparse);
  next.author = "visiond";
  next.comment =
      "revision " + std::to_string(expired.armed.revision.value) + " taken back: it was not confirmed in time";
  spdlog::warn("transaction {}: not confirmed in time; revision {} is taken back", expired.report.transaction_id.value,
               expired.armed.revision.value);
  auto changes = settings::diff(schema, newest.sparse, next.sparse);
  return write(store, std::move(next), transaction::Kind::revert, std::move(changes), clock, std::move(expired.report));
}

}  // namespace

Result<DocumentAtStart> document_at_start(store::Store& store, const settings::Schema& schema, const CrossCheck& check,
                                          const std::optional<json::object>& initial, const base::Clock& clock) {
  if (auto fault = base::may_fail("start_up.document"); !fault) return fault.error();
  auto newest = store.newest_revision();
  if (!newest) return newest.error();
  if (!*newest) return first_document(store, schema, check, initial, clock);
  if (initial) spdlog::info("the store has revision {}: the initial settings are not used", (*newest)->revision.value);
  auto awaiting = find_awaiting(store);
  if (!awaiting) return awaiting.error();
  if (*awaiting && (*awaiting)->armed.deadline <= clock.wall_now()) {
    auto before = taken_back(store, schema, **newest, *std::exchange(*awaiting, std::nullopt), clock);
    if (!before) return before.error();
    **newest = std::move(*before);
  }
  auto document = upgraded(store, schema, std::move(**newest), clock);
  if (document && *awaiting) document->awaiting = std::move((*awaiting)->report);
  return document;
}

}  // namespace visiond::app
