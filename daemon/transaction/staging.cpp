#include "daemon/transaction/staging.hpp"

#include "daemon/settings/document.hpp"
#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

namespace {

// Messages stay under 400 bytes, the number of what was left out included: the report has all.
constexpr std::size_t message_limit = 370;
constexpr std::size_t value_limit = 64;

// At most `limit` bytes and the mark of what is missing, cut between characters.
std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit) + "…";
}

std::string shown(const json::value& value) {
  auto text = settings::write_json(value);
  if (settings::holds_user_information(text) || !settings::secret_parameter(text).empty())
    return "a value that is not shown because it holds a secret";
  return cut(std::move(text), value_limit);
}

// True where every value that `expected` names stands in `current`; `path` leads to the first that does not.
bool holds(const json::value& expected, const json::value* current, std::vector<std::string>& path, json::value& wanted,
           json::value& found) {
  // An empty map is a value like any other; an empty section names nothing.
  const bool value = expected.is_object() && expected.get_object().empty() && path.size() >= 2;
  if (!value && expected.is_object() && current != nullptr && current->is_object()) {
    for (const auto& [key, member] : expected.as_object()) {
      path.emplace_back(key);
      if (!holds(member, current->as_object().if_contains(key), path, wanted, found)) return false;
      path.pop_back();
    }
    return true;
  }
  if (current != nullptr ? settings::same_value(expected, *current) : expected.is_null()) return true;
  wanted = expected;
  found = current != nullptr ? *current : json::value();
  return false;
}

std::optional<Error> check_preconditions(const Request& request, const Situation& situation) {
  if (request.expected_revision.value != 0 && request.expected_revision != situation.revision) {
    return Error{ErrorCode::revision_conflict, "",
                 "revision " + std::to_string(request.expected_revision.value) + " was expected, but " +
                     std::to_string(situation.revision.value) + " is running; read it and try again"};
  }
  if (!request.expected_values) return std::nullopt;
  std::vector<std::string> path;
  json::value wanted, found;
  const json::value full = *situation.full;
  if (holds(*request.expected_values, &full, path, wanted, found)) return std::nullopt;
  const auto name = settings::format_path(path);
  return Error{ErrorCode::value_conflict, name,
               name + " was expected to be " + shown(wanted) + ", but is " + shown(found) + "; read it and try again"};
}

Error error_of(const std::vector<settings::Violation>& violations) {
  std::string message = violations.size() == 1 ? "" : std::to_string(violations.size()) + " settings are wrong: ";
  std::size_t named = 0;
  for (const auto& each : violations) {
    const auto part = (named == 0 ? "" : "; ") + each.path + ": " + each.message;
    if (message.size() + part.size() > message_limit && named > 0) break;
    message = cut(message + part, message_limit);
    ++named;
  }
  if (named < violations.size()) message += "; and " + std::to_string(violations.size() - named) + " more";
  return {violations.front().code, violations.front().path, std::move(message)};
}

Prediction predicted(const Situation& situation, const std::string& section, UpdateKind kind) {
  if (auto known = situation.predict ? situation.predict(section, kind) : std::nullopt) return *known;
  using std::chrono::milliseconds;
  switch (kind) {
    case UpdateKind::immediate:
      return {milliseconds(50), {}};
    case UpdateKind::hot_reload:
      return {milliseconds(100), {}};
    case UpdateKind::restart:
      return {milliseconds(500), milliseconds(100)};
    case UpdateKind::recreate:
      return {std::chrono::seconds(2), {}};
  }
  return {};
}

std::optional<Error> check_busy(const Situation& situation, const std::string& section) {
  const auto found = situation.busy.find(section);
  if (found == situation.busy.end()) return std::nullopt;
  return Error{ErrorCode::section_busy, section, section + " cannot be changed now: " + found->second};
}

std::optional<Error> check_contract(const Request& request, const Operation& operation) {
  if (request.max_update_kind && operation.update_kind > *request.max_update_kind) {
    return Error{ErrorCode::disruption_exceeded, operation.section,
                 operation.section + " would need " + std::string(settings::to_string(operation.update_kind)) +
                     ", more than the " + std::string(settings::to_string(*request.max_update_kind)) +
                     " that max_update_kind allows"};
  }
  if (request.max_downtime && operation.predicted_downtime > *request.max_downtime) {
    const auto count = [](Duration time) {
      return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
    };
    return Error{ErrorCode::disruption_exceeded, operation.section,
                 operation.section + " is predicted to be down for " + count(operation.predicted_downtime) +
                     ", longer than the " + count(*request.max_downtime) + " that max_downtime allows"};
  }
  return std::nullopt;
}

}  // namespace

Staged stage(const Request& request, const Situation& situation) {
  Staged staged;
  if (!request.patch) return staged;
  auto checked = settings::check_patch(*situation.schema, *request.patch);
  staged.violations = std::move(checked.violations);
  const auto base = request.replace ? settings::Snapshot() : situation.sparse;
  staged.sparse = settings::apply_patch(*situation.schema, base, checked.patch);
  staged.full = situation.schema->complete(staged.sparse);
  staged.changes = settings::diff(*situation.schema, situation.sparse, staged.sparse);
  for (const auto& change : staged.changes) {
    if (!settings::alters(change)) continue;
    auto& kind = staged.affected.emplace(section_of(change.path), change.update_kind).first->second;
    kind = std::max(kind, change.update_kind);
  }
  for (const auto& section : request.repair) staged.affected[section] = UpdateKind::recreate;
  return staged;
}

SectionChange change_of(const std::string& section, const Situation& situation, const Staged& staged) {
  SectionChange change;
  change.before = situation.full.member(section);
  change.after = staged.full.member(section);
  for (const auto& each : staged.changes) {
    if (section_of(each.path) == section && settings::alters(each)) change.changes.push_back(each);
  }
  if (const auto found = staged.affected.find(section); found != staged.affected.end()) change.kind = found->second;
  return change;
}

std::optional<Error> validate(const Request& request, const Situation& situation, const Staged& staged,
                              Report& report) {
  if (!request.patch) {
    return Error{ErrorCode::empty_patch, "patch", "the request has no patch; give a merge patch, {} changes nothing"};
  }
  if (auto error = check_preconditions(request, situation)) return error;
  report.violations = staged.violations;
  for (const auto& [section, kind] : staged.affected) {
    if (!situation.check) break;
    auto more = situation.check(section, change_of(section, situation, staged), staged.full);
    std::move(more.begin(), more.end(), std::back_inserter(report.violations));
  }
  if (!report.violations.empty()) return error_of(report.violations);
  return std::nullopt;
}

std::optional<Error> plan(const Request& request, const Situation& situation,
                          const std::vector<std::vector<PlannedOperation>>& waves, Report& report) {
  std::optional<Error> forbidden;
  for (const auto& planned : waves) {
    auto& wave = report.waves.emplace_back();
    for (const auto& each : planned) {
      Operation operation;
      operation.section = each.section;
      operation.update_kind = each.kind;
      const auto prediction = predicted(situation, each.section, each.kind);
      operation.predicted_duration = prediction.duration;
      operation.predicted_downtime = prediction.downtime;
      if (!forbidden && !goes_on_without(request)) forbidden = check_busy(situation, each.section);
      if (!forbidden) forbidden = check_contract(request, operation);
      wave.operations.push_back(std::move(operation));
    }
  }
  return forbidden;
}

std::string section_of(const std::string& path) { return path.substr(0, path.find('.')); }

std::vector<Adjustment> adjustments(const std::string& section, const SectionChange& change,
                                    const json::object& effective_before, const json::object& effective) {
  const auto* section_before = effective_before.if_contains(section);
  const auto stood_before = [&](json::string_view name, const json::value& asked, const json::value& settled) {
    const auto* asked_before = change.before.if_contains(name);
    const auto* settled_before = section_before != nullptr ? section_before->as_object().if_contains(name) : nullptr;
    return asked_before != nullptr && settled_before != nullptr && settings::same_value(asked, *asked_before) &&
           settings::same_value(settled, *settled_before);
  };
  std::vector<Adjustment> found;
  for (const auto& [name, asked] : change.after) {
    const auto* settled = effective.if_contains(name);
    if (settled == nullptr || settings::same_value(asked, *settled) || stood_before(name, asked, *settled)) continue;
    found.push_back({settings::format_path({section, std::string(name)}), asked, *settled});
  }
  return found;
}

}  // namespace visiond::transaction
