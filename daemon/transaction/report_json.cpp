// Reports as JSON objects: what the store keeps. Times are integer microseconds since the epoch, durations integer
// nanoseconds.
#include "daemon/transaction/report.hpp"

#include <stdexcept>
#include <utility>

namespace visiond::transaction {
namespace {

std::int64_t micros(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

base::WallTime wall(const json::value& value) {
  const std::chrono::microseconds count(value.to_number<std::int64_t>());
  // Clocks count nanoseconds: a damaged number may be more than they hold.
  constexpr auto most = std::chrono::duration_cast<std::chrono::microseconds>(base::WallTime::duration::max());
  if (count > most || count < -most) throw std::out_of_range("no time is " + std::to_string(count.count()));
  return base::WallTime(count);
}

Duration nanos(const json::value& value) { return Duration(value.to_number<std::int64_t>()); }

std::string text(const json::value& value) { return std::string(value.as_string()); }

// The enumerator whose name is `name`.
template <class Enum>
Enum named(const json::value& name, Enum last) {
  for (int n = 0; n <= static_cast<int>(last); ++n) {
    if (to_string(static_cast<Enum>(n)) == name.as_string()) return static_cast<Enum>(n);
  }
  throw std::invalid_argument("unknown name " + text(name));
}

settings::UpdateKind kind_named(const json::value& name) { return named(name, UpdateKind::recreate); }

json::object error_json(const base::Error& error) {
  return {{"reason", base::to_string(error.code)}, {"path", error.path}, {"message", error.message}};
}

base::Error error_of(const json::value& value) {
  const auto& object = value.as_object();
  return {named(object.at("reason"), base::ErrorCode::internal), text(object.at("path")), text(object.at("message"))};
}

json::object operation_json(const Operation& operation) {
  json::object object{{"section", operation.section},
                      {"kind", to_string(operation.update_kind)},
                      {"outcome", to_string(operation.outcome)},
                      {"duration", operation.duration.count()},
                      {"predicted_duration", operation.predicted_duration.count()},
                      {"predicted_downtime", operation.predicted_downtime.count()}};
  if (operation.downtime) object["downtime"] = operation.downtime->count();
  if (operation.error) object["error"] = error_json(*operation.error);
  return object;
}

Operation operation_of(const json::object& object) {
  Operation operation;
  operation.section = text(object.at("section"));
  operation.update_kind = kind_named(object.at("kind"));
  operation.outcome = named(object.at("outcome"), Outcome::not_run);
  operation.duration = nanos(object.at("duration"));
  operation.predicted_duration = nanos(object.at("predicted_duration"));
  operation.predicted_downtime = nanos(object.at("predicted_downtime"));
  if (const auto* downtime = object.if_contains("downtime")) operation.downtime = nanos(*downtime);
  if (const auto* error = object.if_contains("error")) operation.error = error_of(*error);
  return operation;
}

template <class Items, class ToJson>
json::array list(const Items& items, ToJson to) {
  json::array array;
  array.reserve(items.size());
  for (const auto& item : items) array.push_back(to(item));
  return array;
}

template <class Items, class FromJson>
void read_list(const json::object& object, std::string_view key, Items& items, FromJson from) {
  for (const auto& value : object.at(key).as_array()) items.push_back(from(value));
}

void write_lists(const Report& report, json::object& object) {
  object["changes"] = list(report.changes, [](const settings::Change& change) {
    return json::object{{"path", change.path},
                        {"old", change.old_value},
                        {"new", change.new_value},
                        {"kind", to_string(change.update_kind)}};
  });
  object["waves"] = list(report.waves, [](const Wave& wave) { return list(wave.operations, operation_json); });
  object["adjustments"] = list(report.adjustments, [](const Adjustment& each) {
    return json::object{{"path", each.path}, {"requested", each.requested}, {"effective", each.effective}};
  });
  object["phases"] = list(report.phases, [](const Phase& phase) {
    return json::object{{"name", to_string(phase.name)}, {"duration", phase.duration.count()}};
  });
  object["violations"] = list(report.violations, [](const settings::Violation& each) {
    return error_json({each.code, each.path, each.message});
  });
  object["unverified"] = list(report.unverified, [](const std::string& step) { return json::value(step); });
}

void read_lists(const json::object& object, Report& report) {
  read_list(object, "changes", report.changes, [](const json::value& value) {
    const auto& change = value.as_object();
    return settings::Change{text(change.at("path")), change.at("old"), change.at("new"), kind_named(change.at("kind"))};
  });
  read_list(object, "waves", report.waves, [](const json::value& value) {
    Wave wave;
    for (const auto& operation : value.as_array()) wave.operations.push_back(operation_of(operation.as_object()));
    return wave;
  });
  read_list(object, "adjustments", report.adjustments, [](const json::value& value) {
    const auto& each = value.as_object();
    return Adjustment{text(each.at("path")), each.at("requested"), each.at("effective")};
  });
  read_list(object, "phases", report.phases, [](const json::value& value) {
    const auto& phase = value.as_object();
    return Phase{named(phase.at("name"), PhaseName::flip), nanos(phase.at("duration"))};
  });
  read_list(object, "violations", report.violations, [](const json::value& value) {
    auto error = error_of(value);
    return settings::Violation{std::move(error.path), error.code, std::move(error.message)};
  });
  read_list(object, "unverified", report.unverified, [](const json::value& value) { return text(value); });
}

// What most reports do not have is not written for them.
void write_confirmation(const Report& report, json::object& object) {
  if (report.confirm_deadline) {
    object["confirm_deadline"] = micros(*report.confirm_deadline);
    object["confirm_time_out"] = report.confirm_time_out.count();
  }
  if (!report.reverts.value.empty()) object["reverts"] = report.reverts.value;
  if (!report.reverted_by.value.empty()) object["reverted_by"] = report.reverted_by.value;
  if (report.sections.empty()) return;
  object["sections"] = list(report.sections, [](const SectionStatus& each) {
    json::object status{{"section", each.section}};
    if (each.error) status["error"] = error_json(*each.error);
    return status;
  });
}

void read_confirmation(const json::object& object, Report& report) {
  if (const auto* deadline = object.if_contains("confirm_deadline")) {
    report.confirm_deadline = wall(*deadline);
    report.confirm_time_out = nanos(object.at("confirm_time_out"));
  }
  if (const auto* id = object.if_contains("reverts")) report.reverts = {text(*id)};
  if (const auto* id = object.if_contains("reverted_by")) report.reverted_by = {text(*id)};
  if (!object.contains("sections")) return;
  read_list(object, "sections", report.sections, [](const json::value& value) {
    const auto& status = value.as_object();
    SectionStatus read{text(status.at("section")), std::nullopt};
    if (const auto* error = status.if_contains("error")) read.error = error_of(*error);
    return read;
  });
}

Report read(const json::object& object) {
  Report report;
  report.transaction_id = {text(object.at("transaction_id"))};
  report.request_id = {text(object.at("request_id"))};
  report.kind = named(object.at("kind"), Kind::upgrade);
  report.state = named(object.at("state"), State::cancelled);
  report.changed = object.at("changed").as_bool();
  report.base_revision = {object.at("base_revision").to_number<std::uint64_t>()};
  report.revision = {object.at("revision").to_number<std::uint64_t>()};
  report.first_frame_sequence = object.at("first_frame_sequence").to_number<std::uint64_t>();
  report.author = text(object.at("author"));
  report.comment = text(object.at("comment"));
  report.create_time = wall(object.at("create_time"));
  if (const auto* end = object.if_contains("end_time")) report.end_time = wall(*end);
  if (const auto* error = object.if_contains("error")) report.error = error_of(*error);
  read_lists(object, report);
  read_confirmation(object, report);
  return report;
}

}  // namespace

json::object to_json(const Report& report) {
  json::object object{{"transaction_id", report.transaction_id.value},
                      {"request_id", report.request_id.value},
                      {"kind", to_string(report.kind)},
                      {"state", to_string(report.state)},
                      {"changed", report.changed},
                      {"base_revision", report.base_revision.value},
                      {"revision", report.revision.value},
                      {"first_frame_sequence", report.first_frame_sequence},
                      {"author", report.author},
                      {"comment", report.comment},
                      {"create_time", micros(report.create_time)}};
  if (report.end_time) object["end_time"] = micros(*report.end_time);
  if (report.error) object["error"] = error_json(*report.error);
  write_lists(report, object);
  write_confirmation(report, object);
  return object;
}

base::Result<Report> report_from_json(const json::value& value) {
  try {
    return read(value.as_object());
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorCode::store_damaged, "",
                       std::string("a transaction's record does not read: ") + exception.what()};
  }
}

}  // namespace visiond::transaction
