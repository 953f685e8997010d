#include "daemon/settings/document.hpp"

#include "daemon/settings/path.hpp"

#include <algorithm>
#include <set>

namespace visiond::settings {
namespace {

const json::value* find_member(const json::object& document, std::string_view section, std::string_view setting) {
  const json::value* members = document.if_contains(section);
  return members != nullptr && members->is_object() ? members->as_object().if_contains(setting) : nullptr;
}

bool same_number(const json::value& a, const json::value& b) {
  if (a.is_double() || b.is_double()) return a.to_number<double>() == b.to_number<double>();
  return a == b;  // compares int64 and uint64 by value
}

bool same_object(const json::object& a, const json::object& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& member) {
           const json::value* other = b.if_contains(member.key());
           return other != nullptr && same_value(member.value(), *other);
         });
}

bool only_removes(const json::value& patch) {
  const auto& members = patch.as_object();
  return std::all_of(members.begin(), members.end(), [](const auto& member) { return member.value().is_null(); });
}

void apply_map(const Setting& setting, json::object& section, const json::value& patch) {
  const json::value* set = section.if_contains(setting.name);
  if (set == nullptr && only_removes(patch) &&
      same_value(merge_patch(setting.default_value, patch), setting.default_value))
    return;
  json::value merged = merge_patch(set != nullptr ? *set : setting.default_value, patch);
  // An emptied map is no different from one that was never set: no key tells them apart.
  if (merged.as_object().empty() && setting.default_value.as_object().empty())
    section.erase(setting.name);
  else
    section[setting.name] = std::move(merged);
}

void apply_section(const Section& section, json::object& into, const json::object& patch) {
  for (const auto& setting : section.settings) {
    const json::value* value = patch.if_contains(setting.name);
    if (value == nullptr) continue;
    if (value->is_null())
      into.erase(setting.name);
    else if (setting.type == Type::map && value->is_object())
      apply_map(setting, into, *value);
    else
      into[setting.name] = *value;
  }
}

json::value value_or_null(const json::object& map, std::string_view key) {
  const json::value* value = map.if_contains(key);
  return value == nullptr ? json::value() : *value;
}

std::vector<Change> diff_map(const Change& whole, const std::vector<std::string>& path) {
  const auto& before = whole.old_value.as_object();
  const auto& after = whole.new_value.as_object();
  std::set<std::string, std::less<>> keys;
  for (const auto& member : before) keys.emplace(member.key());
  for (const auto& member : after) keys.emplace(member.key());
  std::vector<Change> changes;
  for (const auto& key : keys) {
    std::vector<std::string> key_path = path;
    key_path.push_back(key);
    Change change{format_path(key_path), value_or_null(before, key), value_or_null(after, key), whole.update_kind};
    if (alters(change)) changes.push_back(std::move(change));
  }
  return changes;
}

void diff_setting(const Section& section, const Setting& setting, const json::value* before, const json::value* after,
                  std::vector<Change>& changes) {
  const bool set_or_unset = (before == nullptr) != (after == nullptr);
  if (!set_or_unset && (before == nullptr || same_value(*before, *after))) return;
  const std::vector<std::string> path = {section.name, setting.name};
  Change change{format_path(path), before != nullptr ? *before : setting.default_value,
                after != nullptr ? *after : setting.default_value, setting.update_kind};
  if (setting.type == Type::map) {
    auto of_keys = diff_map(change, path);
    changes.insert(changes.end(), std::make_move_iterator(of_keys.begin()), std::make_move_iterator(of_keys.end()));
    if (!of_keys.empty()) return;
  }
  changes.push_back(std::move(change));
}

}  // namespace

json::value merge_patch(json::value target, const json::value& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = json::object();
  json::object& members = target.as_object();
  for (const auto& member : patch.as_object()) {
    if (member.value().is_null()) {
      members.erase(member.key());
    } else {
      json::value& into = members[member.key()];
      into = merge_patch(std::move(into), member.value());
    }
  }
  return target;
}

json::object apply_patch(const Schema& schema, json::object sparse, const json::object& patch) {
  for (const auto& section : schema.sections()) {
    const json::value* changes = patch.if_contains(section.name);
    if (changes != nullptr && changes->is_null()) sparse.erase(section.name);
    if (changes == nullptr || !changes->is_object()) continue;
    json::value& members = sparse[section.name];
    if (!members.is_object()) members = json::object();
    apply_section(section, members.as_object(), changes->as_object());
    if (members.as_object().empty()) sparse.erase(section.name);
  }
  return sparse;
}

bool same_value(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return same_number(a, b);
  if (a.kind() != b.kind()) return false;
  if (a.is_object()) return same_object(a.get_object(), b.get_object());
  if (!a.is_array()) return a == b;
  return std::equal(a.get_array().begin(), a.get_array().end(), b.get_array().begin(), b.get_array().end(), same_value);
}

std::vector<Change> diff(const Schema& schema, const json::object& sparse_before, const json::object& sparse_after) {
  std::vector<Change> changes;
  for (const auto& section : schema.sections())
    for (const auto& setting : section.settings)
      diff_setting(section, setting, find_member(sparse_before, section.name, setting.name),
                   find_member(sparse_after, section.name, setting.name), changes);
  return changes;
}

bool alters(const Change& change) { return !same_value(change.old_value, change.new_value); }

}  // namespace visiond::settings
