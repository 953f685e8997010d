// Reports read back from the JSON that report_write.cpp makes.
#include "daemon/transaction/report.hpp"

#include <stdexcept>
#include <utility>

namespace visiond::transaction {
namespace {

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

base::Error error_of(const json::value& value) {
  const auto& object = value.as_object();
  return {named(object.at("reason"), base::ErrorCode::internal), text(object.at("path")), text(object.at("message"))};
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

template <class Items, class FromJson>
void read_list(const json::object& object, std::string_view key, Items& items, FromJson from) {
  for (const auto& value : object.at(key).as_array()) items.push_back(from(value));
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

base::Result<Report> report_from_json(const json::value& value) {
  try {
    return read(value.as_object());
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorCode::store_damaged, "",
                       std::string("a transaction's record does not read: ") + exception.what()};
  }
}

}  // namespace visiond::transaction
