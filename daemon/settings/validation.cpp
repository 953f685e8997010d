#include "daemon/settings/validation.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/path.hpp"

#include <algorithm>

namespace visiond::settings {
namespace {

std::vector<std::string> names_of(const std::vector<Section>& sections) {
  std::vector<std::string> names;
  for (const auto& section : sections) names.push_back(section.name);
  return names;
}

std::vector<std::string> names_of(const std::vector<Setting>& settings) {
  std::vector<std::string> names;
  for (const auto& setting : settings) names.push_back(setting.name);
  return names;
}

// The one section that has a setting of this name, so that a misplaced one can be told its place.
std::string owner_of(const Schema& schema, std::string_view setting) {
  std::string owner;
  for (const auto& section : schema.sections()) {
    if (section.find(setting) == nullptr) continue;
    if (!owner.empty()) return "";
    owner = section.name;
  }
  return owner;
}

Violation unknown_section(const Schema& schema, const std::string& name) {
  std::string meant = nearest(name, names_of(schema.sections()));
  if (const std::string owner = owner_of(schema, name); meant.empty() && !owner.empty()) meant = owner + "." + name;
  std::string message = "there is no such section; ";
  if (meant.empty()) {
    message += "the sections are";
    for (const auto& each : schema.sections()) message += (&each == schema.sections().data() ? " " : ", ") + each.name;
  } else {
    message += "did you mean " + meant + "?";
  }
  return {format_path({presentable(name)}), base::ErrorCode::unknown_setting, std::move(message)};
}

Violation unknown_setting(const Schema& schema, const Section& section, const std::string& name) {
  std::string meant = nearest(name, names_of(section.settings));
  if (!meant.empty())
    meant = section.name + "." + meant;
  else if (const std::string owner = owner_of(schema, name); !owner.empty())
    meant = owner + "." + name;
  return {format_path({section.name, presentable(name)}), base::ErrorCode::unknown_setting,
          meant.empty() ? "there is no such setting; the description of the settings lists all of them"
                        : "there is no such setting; did you mean " + meant + "?"};
}

// The members that `known` does not find, sorted: a Struct has no order of its own.
template <class Known>
std::vector<std::string> unknown_members(const json::object& members, Known known) {
  std::vector<std::string> names;
  for (const auto& member : members)
    if (known(member.key()) == nullptr) names.emplace_back(member.key());
  std::sort(names.begin(), names.end());
  return names;
}

// null in a map removes its key, so only the other members are values to check.
json::value check_map_patch(const Setting& setting, const std::string& path, const json::object& patch,
                            std::vector<Violation>& violations) {
  json::object removed, given;
  for (const auto& member : patch) (member.value().is_null() ? removed : given).emplace(member.key(), member.value());
  json::value checked = check_value(setting, path, given, violations);
  if (checked.is_object())
    for (const auto& member : removed) checked.get_object().emplace(member.key(), nullptr);
  return checked;
}

json::object check_section(const Schema& schema, const Section& section, const json::object& patch,
                           std::vector<Violation>& violations) {
  json::object checked;
  for (const auto& setting : section.settings) {
    const json::value* value = patch.if_contains(setting.name);
    if (value == nullptr) continue;
    const std::string path = format_path({section.name, setting.name});
    const std::size_t mistakes = violations.size();
    json::value coerced;
    if (setting.type == Type::map && value->is_object())
      coerced = check_map_patch(setting, path, value->get_object(), violations);
    else if (!value->is_null())
      coerced = check_value(setting, path, *value, violations);
    if (violations.size() == mistakes) checked.emplace(setting.name, std::move(coerced));
  }
  for (const auto& name : unknown_members(patch, [&](std::string_view key) { return section.find(key); }))
    violations.push_back(unknown_setting(schema, section, name));
  return checked;
}

bool falls_back(const Setting& setting) {
  return !setting.never_falls_back && setting.format != Format::credential_reference && setting.format != Format::uri;
}

void load_setting(const Setting& setting, const std::string& path, const json::value& stored, json::object& into,
                  LoadedDocument& loaded) {
  std::vector<Violation> violations;
  json::value coerced = check_value(setting, path, stored, violations);
  if (violations.empty())
    into.emplace(setting.name, std::move(coerced));
  else if (falls_back(setting))
    loaded.ignored.push_back({path, violations.front().message});
  else
    loaded.impaired.insert(loaded.impaired.end(), violations.begin(), violations.end());
}

void load_section(const Schema& schema, const Section& section, const json::object& stored, LoadedDocument& loaded) {
  json::object members;
  for (const auto& setting : section.settings)
    if (const json::value* value = stored.if_contains(setting.name))
      load_setting(setting, format_path({section.name, setting.name}), *value, members, loaded);
  for (const auto& name : unknown_members(stored, [&](std::string_view key) { return section.find(key); })) {
    Violation unknown = unknown_setting(schema, section, name);
    loaded.ignored.push_back({std::move(unknown.path), std::move(unknown.message)});
  }
  if (!members.empty()) loaded.sparse.emplace(section.name, std::move(members));
}

}  // namespace

CheckedPatch check_patch(const Schema& schema, const json::object& patch) {
  CheckedPatch result;
  for (const auto& section : schema.sections()) {
    const json::value* members = patch.if_contains(section.name);
    if (members == nullptr) continue;
    if (members->is_null())
      result.patch.emplace(section.name, nullptr);
    else if (members->is_object())
      result.patch.emplace(section.name, check_section(schema, section, members->get_object(), result.violations));
    else
      result.violations.push_back(
          {section.name, base::ErrorCode::invalid_setting,
           "a section is a map of settings; it must be one, or null to go back to its defaults"});
  }
  for (const auto& name : unknown_members(patch, [&](std::string_view key) { return schema.find(key); }))
    result.violations.push_back(unknown_section(schema, name));
  return result;
}

LoadedDocument load_document(const Schema& schema, const json::object& stored) {
  LoadedDocument loaded;
  for (const auto& section : schema.sections()) {
    const json::value* members = stored.if_contains(section.name);
    if (members == nullptr) continue;
    if (members->is_object())
      load_section(schema, section, members->get_object(), loaded);
    else
      loaded.ignored.push_back({section.name, "a section must be a map of settings"});
  }
  for (const auto& name : unknown_members(stored, [&](std::string_view key) { return schema.find(key); })) {
    Violation unknown = unknown_section(schema, name);
    loaded.ignored.push_back({std::move(unknown.path), std::move(unknown.message)});
  }
  return loaded;
}

}  // namespace visiond::settings
