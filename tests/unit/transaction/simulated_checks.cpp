// What must hold at the end of each transaction.
#include "daemon/settings/document.hpp"
#include "tests/unit/transaction/simulated_run.hpp"

#include <algorithm>

namespace visiond::transaction {

using base::ErrorCode;

void SimulatedWorld::check_end(const Run& run) {
  const auto& report = run.machine->report();
  ++encounters_.ends[report.state];
  encounters_.waves += static_cast<int>(report.waves.size());
  require(!held_, "no frame stays held");
  require(run.machine->finished() && report.end_time.has_value() && is_final(report.state), "the end is final");
  require(run.progress == 1, "progress ends at 1");
  require(run.timers.empty(), "no timer stays armed");
  for (const auto& call : calls_) {
    if (call->run != &run) continue;
    for (const auto& id : call->ids)
      require(call->left_busy.contains(id.section), "its section is BUSY while it has not returned", id.section);
  }
  const auto limit = std::chrono::seconds(62) + std::chrono::seconds(10) * run.ways_back;
  require(now_ - run.begun <= limit, "a transaction ends within its limits");
  const bool new_revision = report.state == State::committed && report.changed;
  if (new_revision) {
    check_committed(run);
  } else {
    check_nothing_changed(run);
  }
  check_reason(run);
  check_devices();
  const bool no_difference = report.state == State::committed && !report.changed;
  require(run.machine->consumes_request_id() ==
              ((run.commits || run.prepares || no_difference) && !run.request.validate_only),
          "what reached Prepare and what made no difference consumes the request id");
}

void SimulatedWorld::check_committed(const Run& run) {
  const auto& report = run.machine->report();
  require(run.commits && run.flips, "what is new was written and flipped");
  require(store_.size() == run.store.size() + 1, "there is one new revision");
  require(report.revision == run.generation.revision.next() && generation_.revision == report.revision,
          "report and generation name the new revision");
  const auto& newest = store_.back();
  require(newest.sparse == run.expected_sparse, "the document is the one asked for");
  require(newest.full == schema_.complete(run.expected_sparse), "the full document belongs to the sparse one");
  require(newest.effective == generation_.parts, "the effective document says what the parts are");
  for (const auto& wave : report.waves) {
    for (const auto& each : wave.operations)
      require(each.outcome == Outcome::done || each.outcome == Outcome::unaffected, "is done", each.section);
  }
  if (run.request.adjustment_policy == AdjustmentPolicy::reject) check_unadjusted(run);
}

void SimulatedWorld::check_unadjusted(const Run& run) {
  const auto& before = run.store.back();
  const auto& after = store_.back();
  for (const auto& [section, settings] : after.full) {
    for (const auto& [name, asked] : settings.as_object()) {
      const auto value = [&, key = name](const json::object& document) { return document.at(section).at(key); };
      const bool stood_before = asked == value(before.full) && value(after.effective) == value(before.effective);
      require(asked == value(after.effective) || stood_before, "nothing is adjusted where the caller wants none",
              section);
    }
  }
}

void SimulatedWorld::check_nothing_changed(const Run& run) {
  const auto& report = run.machine->report();
  require(!run.flips && generation_ == run.generation, "the generation is the old one");
  require(store_ == run.store, "the store is the old one");
  require(report.revision == run.generation.revision && !report.changed, "the report names the old revision");
  require((report.state == State::rollback_incomplete) == run.impairs,
          "ROLLBACK_INCOMPLETE is what a way back that failed or hangs makes, and nothing else");
  if (report.state == State::rejected) require(!run.prepares, "a refusal comes before anybody prepares");
  for (const auto& wave : report.waves) {
    for (const auto& each : wave.operations)
      require(each.outcome != Outcome::done, "is not done in what did not commit", each.section);
  }
}

void SimulatedWorld::check_reason(const Run& run) {
  const auto& report = run.machine->report();
  const bool succeeded = report.state == State::committed || report.state == State::validated;
  require(succeeded == !report.error.has_value(), "what fails says why, what succeeds does not");
  require((report.state == State::validated) <= run.request.validate_only, "only a dry run is VALIDATED");
  if (report.state == State::cancelled) require(run.cancelled, "only what was cancelled is CANCELLED");
  if (report.state == State::rolled_back && !run.something_broke)
    require(report.error->code == ErrorCode::adjusted, "what meets no trouble is not rolled back");
  if (report.state == State::rejected) {
    const auto code = report.error->code;
    require(code == ErrorCode::revision_conflict || code == ErrorCode::section_busy ||
                code == ErrorCode::disruption_exceeded,
            "only a contract, a conflict or a busy section rejects");
  }
}

void SimulatedWorld::check_devices() {
  for (const auto& [section, device] : devices_) {
    if (impaired_.contains(section)) continue;
    require(device == generation_.parts.at(section), "its device is set as the generation says", section);
  }
}

}  // namespace visiond::transaction
