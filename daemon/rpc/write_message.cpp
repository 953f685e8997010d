#include "daemon/rpc/write_message.hpp"

#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/struct_json.hpp"
#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

#include <variant>

namespace visiond::rpc {
namespace {

template <class Wire, class Plain>
Wire one_further(Plain value) {
  return static_cast<Wire>(static_cast<int>(value) + 1);
}

static_assert(v1::UPDATE_KIND_RECREATE == static_cast<int>(settings::UpdateKind::recreate) + 1);
static_assert(v1::Transaction::STATE_CANCELLED == static_cast<int>(transaction::State::cancelled) + 1);
static_assert(v1::Transaction::KIND_UPGRADE == static_cast<int>(transaction::Kind::upgrade) + 1);
static_assert(v1::Transaction::Operation::OUTCOME_NOT_RUN == static_cast<int>(transaction::Outcome::not_run) + 1);
static_assert(v1::Transaction::Phase::NAME_FLIP == static_cast<int>(transaction::PhaseName::flip) + 1);

void write_error(const base::Error& error, v1::Transaction::Operation& into) {
  into.set_error_reason(std::string(to_string(error.code)));
  into.set_error_message(wire_text(error.message));
}

void write_committed(const transaction::Report& report, v1::SettingsEvent::Committed& into) {
  into.set_revision(report.revision.value);
  for (const auto& change : report.changes) write(change, *into.add_changes());
  into.set_state(wire(report.state));
  into.set_author(report.author);
  into.set_comment(report.comment);
  into.set_transaction_id(report.transaction_id.value);
  if (report.confirm_deadline) write_time(*report.confirm_deadline, *into.mutable_confirm_deadline());
}

void write_confirmed(const runtime::ConfirmedEvent& event, v1::SettingsEvent::Confirmed& into) {
  into.set_revision(event.revision.value);
  into.set_transaction_id(event.transaction_id.value);
}

void write_sections(const transaction::Report& report, v1::Transaction& into) {
  for (const auto& section : report.sections) {
    auto& message = *into.add_sections();
    message.set_section(wire_text(section.section));
    if (!section.error) continue;
    message.set_code(code_of(section.error->code));
    message.set_message(wire_text(section.error->message));
  }
}

void write_waves(const transaction::Report& report, v1::Transaction& into) {
  for (const auto& wave : report.waves) {
    auto& message = *into.add_waves();
    for (const auto& operation : wave.operations) write(operation, *message.add_operations());
  }
}

}  // namespace

v1::UpdateKind wire(settings::UpdateKind kind) { return one_further<v1::UpdateKind>(kind); }
v1::Transaction::State wire(transaction::State state) { return one_further<v1::Transaction::State>(state); }

void write(const transaction::Operation& operation, v1::Transaction::Operation& into) {
  into.set_section(operation.section);
  into.set_update_kind(wire(operation.update_kind));
  into.set_outcome(one_further<v1::Transaction::Operation::Outcome>(operation.outcome));
  write_duration(operation.duration, *into.mutable_duration());
  if (operation.downtime) write_duration(*operation.downtime, *into.mutable_downtime());
  write_duration(operation.predicted_duration, *into.mutable_predicted_duration());
  write_duration(operation.predicted_downtime, *into.mutable_predicted_downtime());
  if (operation.error) write_error(*operation.error, into);
}

void write(const transaction::Phase& phase, v1::Transaction::Phase& into) {
  into.set_name(one_further<v1::Transaction::Phase::Name>(phase.name));
  write_duration(phase.duration, *into.mutable_duration());
}

void write(const settings::Change& change, v1::Change& into) {
  into.set_path(change.path);
  write_value(change.old_value, *into.mutable_old_value());
  write_value(change.new_value, *into.mutable_new_value());
  into.set_update_kind(wire(change.update_kind));
}

void write(const transaction::Report& report, v1::Transaction& into) {
  into.set_transaction_id(report.transaction_id.value);
  into.set_request_id(report.request_id.value);
  into.set_kind(one_further<v1::Transaction::Kind>(report.kind));
  into.set_state(wire(report.state));
  into.set_changed(report.changed);
  into.set_base_revision(report.base_revision.value);
  into.set_revision(report.revision.value);
  into.set_first_frame_sequence(report.first_frame_sequence);
  for (const auto& change : report.changes) write(change, *into.add_changes());
  write_waves(report, into);
  for (const auto& adjustment : report.adjustments) {
    auto& message = *into.add_adjustments();
    message.set_path(adjustment.path);
    write_value(adjustment.requested, *message.mutable_requested());
    write_value(adjustment.effective, *message.mutable_effective());
  }
  for (const auto& phase : report.phases) write(phase, *into.add_phases());
  for (const auto& violation : report.violations) {
    auto& message = *into.add_violations();
    message.set_path(wire_text(violation.path));
    message.set_reason(std::string(to_string(violation.code)));
    message.set_message(wire_text(violation.message));
  }
  for (const auto& step : report.unverified) into.add_unverified(wire_text(step));
  into.set_author(report.author);
  into.set_comment(report.comment);
  write_time(report.create_time, *into.mutable_create_time());
  if (report.end_time) write_time(*report.end_time, *into.mutable_end_time());
  write_sections(report, into);
  if (report.confirm_deadline) write_time(*report.confirm_deadline, *into.mutable_confirm_deadline());
  if (report.confirm_remaining) write_duration(*report.confirm_remaining, *into.mutable_confirm_remaining());
  into.set_reverts_transaction_id(report.reverts.value);
  into.set_reverted_by_transaction_id(report.reverted_by.value);
}

void write(const runtime::RevisionView& revision, v1::Revision& into) {
  into.set_revision(revision.revision.value);
  write_struct(revision.full, *into.mutable_settings());
  write_struct(revision.sparse, *into.mutable_overrides());
  write_struct(revision.effective, *into.mutable_effective());
  write_time(revision.create_time, *into.mutable_create_time());
  into.set_transaction_id(revision.transaction_id.value);
  into.set_author(revision.author);
  into.set_comment(revision.comment);
}

void write(const runtime::SettingsEvent& event, v1::SettingsEvent& into) {
  if (const auto* snapshot = std::get_if<runtime::RevisionView>(&event))
    write(*snapshot, *into.mutable_snapshot());
  else if (const auto* committed = std::get_if<runtime::CommittedEvent>(&event))
    write_committed(*committed->report, *into.mutable_committed());
  else if (const auto* confirmed = std::get_if<runtime::ConfirmedEvent>(&event))
    write_confirmed(*confirmed, *into.mutable_confirmed());
  else if (const auto* heartbeat = std::get_if<runtime::HeartbeatEvent>(&event))
    into.mutable_heartbeat()->set_revision(heartbeat->revision.value);
}

void write(const runtime::TransactionEvent& event, v1::TransactionEvent& into) {
  using What = transaction::action::Publish::What;
  into.set_transaction_id(event.transaction_id.value);
  write_time(event.time, *into.mutable_time());
  into.set_progress(event.what.progress);
  write_duration(event.what.remaining, *into.mutable_remaining());
  switch (event.what.what) {
    case What::started:
      return write(*event.report, *into.mutable_started());
    case What::phase_started:
      return write(event.what.phase, *into.mutable_phase_started());
    case What::phase_ended:
      return write(event.what.phase, *into.mutable_phase_ended());
    case What::operation:
      return write(event.what.operation, *into.mutable_operation());
    case What::ended:
      return write(*event.report, *into.mutable_ended());
  }
}

}  // namespace visiond::rpc
