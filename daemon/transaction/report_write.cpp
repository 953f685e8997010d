// Reports as JSON text, what the store keeps; written straight into the text, because every commit waits for it. Times
// are integer microseconds since the epoch, durations integer nanoseconds.
#include "daemon/settings/json_text.hpp"
#include "daemon/transaction/report.hpp"

namespace visiond::transaction {
namespace {

using settings::ObjectText;

std::int64_t micros(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

void write(std::string& out, const base::Error& error) {
  ObjectText(out)
      .member("reason", base::to_string(error.code))
      .member("path", error.path)
      .member("message", error.message)
      .end();
}

void write(std::string& out, const settings::Violation& violation) {
  write(out, base::Error{violation.code, violation.path, violation.message});
}

void write(std::string& out, const settings::Change& change) {
  ObjectText(out)
      .member("path", change.path)
      .member("old", change.old_value)
      .member("new", change.new_value)
      .member("kind", to_string(change.update_kind))
      .end();
}

void write(std::string& out, const Adjustment& adjustment) {
  ObjectText(out)
      .member("path", adjustment.path)
      .member("requested", adjustment.requested)
      .member("effective", adjustment.effective)
      .end();
}

void write(std::string& out, const Phase& phase) {
  ObjectText(out).member("name", to_string(phase.name)).member("duration", phase.duration.count()).end();
}

void write(std::string& out, const std::string& text) { settings::append_string(out, text); }

void write(std::string& out, const Operation& operation) {
  ObjectText object(out);
  object.member("section", operation.section)
      .member("kind", to_string(operation.update_kind))
      .member("outcome", to_string(operation.outcome))
      .member("duration", operation.duration.count())
      .member("predicted_duration", operation.predicted_duration.count())
      .member("predicted_downtime", operation.predicted_downtime.count());
  if (operation.downtime) object.member("downtime", operation.downtime->count());
  if (operation.error) write(object.at("error"), *operation.error);
  object.end();
}

void write(std::string& out, const SectionStatus& status) {
  ObjectText object(out);
  object.member("section", status.section);
  if (status.error) write(object.at("error"), *status.error);
  object.end();
}

void write(std::string& out, const Wave& wave);

template <class Item>
void write(std::string& out, const std::vector<Item>& items) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    write(out, item);
  }
  out += ']';
}

void write(std::string& out, const Wave& wave) { write(out, wave.operations); }

// What most reports do not have is not written for them.
void write_confirmation(const Report& report, ObjectText& object) {
  if (report.confirm_deadline) {
    object.member("confirm_deadline", micros(*report.confirm_deadline))
        .member("confirm_time_out", report.confirm_time_out.count());
  }
  if (!report.reverts.value.empty()) object.member("reverts", report.reverts.value);
  if (!report.reverted_by.value.empty()) object.member("reverted_by", report.reverted_by.value);
  if (!report.sections.empty()) write(object.at("sections"), report.sections);
}

}  // namespace

std::string write_json(const Report& report) {
  // Enough for a report of a few operations.
  constexpr std::size_t usual_size = 2048;
  std::string out;
  out.reserve(usual_size);
  ObjectText object(out);
  object.member("transaction_id", report.transaction_id.value)
      .member("request_id", report.request_id.value)
      .member("kind", to_string(report.kind))
      .member("state", to_string(report.state))
      .member("changed", report.changed)
      .member("base_revision", report.base_revision.value)
      .member("revision", report.revision.value)
      .member("first_frame_sequence", report.first_frame_sequence)
      .member("author", report.author)
      .member("comment", report.comment)
      .member("create_time", micros(report.create_time));
  if (report.end_time) object.member("end_time", micros(*report.end_time));
  if (report.error) write(object.at("error"), *report.error);
  write(object.at("changes"), report.changes);
  write(object.at("waves"), report.waves);
  write(object.at("adjustments"), report.adjustments);
  write(object.at("phases"), report.phases);
  write(object.at("violations"), report.violations);
  write(object.at("unverified"), report.unverified);
  write_confirmation(report, object);
  object.end();
  return out;
}

}  // namespace visiond::transaction
