#include "daemon/settings/schema.hpp"

#include "daemon/settings/validation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace visiond::settings {
namespace {

json::value zero_value(Type type) {
  switch (type) {
    case Type::boolean:
      return false;
    case Type::integer:
      return 0;
    case Type::number:
      return 0.0;
    case Type::string:
      return json::string();
    case Type::list:
      return json::array();
    case Type::map:
      return json::object();
  }
  throw std::logic_error("unknown type of a setting");
}

json::value checked_default(const Setting& setting, const std::string& path) {
  const json::value given = setting.default_value.is_null() ? zero_value(setting.type) : setting.default_value;
  std::vector<Violation> violations;
  json::value coerced = check_value(setting, path, given, violations);
  if (!violations.empty())
    throw std::logic_error("the default of " + path + " is wrong: " + violations.front().message);
  return coerced;
}

}  // namespace

Section with_checked_defaults(Section section) {
  std::set<std::string, std::less<>> names;
  for (auto& setting : section.settings) {
    const std::string path = section.name + "." + setting.name;
    if (!names.insert(setting.name).second) throw std::logic_error(path + " is declared twice");
    setting.default_value = checked_default(setting, path);
  }
  return section;
}

const Setting* Section::find(std::string_view setting) const {
  const auto found =
      std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.name == setting; });
  return found == settings.end() ? nullptr : &*found;
}

Schema::Schema(std::vector<Section> sections) {
  for (auto& each : sections) {
    if (find(each.name) != nullptr) throw std::logic_error("the section " + each.name + " is declared twice");
    sections_.push_back(with_checked_defaults(std::move(each)));
    json::object values;
    for (const auto& setting : sections_.back().settings) values.emplace(setting.name, setting.default_value);
    defaults_.emplace(sections_.back().name, std::move(values));
  }
}

const Section* Schema::find(std::string_view section) const {
  const auto found =
      std::find_if(sections_.begin(), sections_.end(), [&](const Section& s) { return s.name == section; });
  return found == sections_.end() ? nullptr : &*found;
}

json::object Schema::complete(const json::object& sparse) const {
  json::object full = defaults_;
  for (auto& section : full) {
    const json::value* set = sparse.if_contains(section.key());
    if (set == nullptr || !set->is_object()) continue;
    for (auto& setting : section.value().as_object())
      if (const json::value* value = set->as_object().if_contains(setting.key())) setting.value() = *value;
  }
  return full;
}

std::string_view to_string(UpdateKind kind) {
  constexpr std::array<std::string_view, 4> names = {"IMMEDIATE", "HOT_RELOAD", "RESTART", "RECREATE"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(Priority priority) {
  constexpr std::array<std::string_view, 4> names = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
  return names.at(static_cast<std::size_t>(priority));
}

std::string_view to_string(Type type) {
  constexpr std::array<std::string_view, 6> names = {"BOOL", "INTEGER", "NUMBER", "STRING", "LIST", "MAP"};
  return names.at(static_cast<std::size_t>(type));
}

}  // namespace visiond::settings
