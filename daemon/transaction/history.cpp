#include "daemon/transaction/history.hpp"

#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;
using base::Result;
using settings::Type;

namespace {

using Path = std::vector<std::string>;
using Value = std::optional<json::value>;  // nothing: not set

// The value at a setting (two keys) or a map's key (three) of a sparse document.
Value get(const json::object& document, const Path& path) {
  const json::object* members = &document;
  for (std::size_t n = 0; n + 1 < path.size(); ++n) {
    const auto* next = members->if_contains(path[n]);
    if (next == nullptr || !next->is_object()) return std::nullopt;
    members = &next->get_object();
  }
  const auto* value = members->if_contains(path.back());
  return value == nullptr ? Value() : Value(*value);
}

bool same(const Value& a, const Value& b) {
  return a && b ? settings::same_value(*a, *b) : a.has_value() == b.has_value();
}

void put(json::object& members, const Path& path, std::size_t depth, const Value& value) {
  const auto& key = path[depth];
  if (depth + 1 == path.size()) {
    if (value)
      members[key] = *value;
    else
      members.erase(key);
    return;
  }
  if (!value && !members.contains(key)) return;
  auto& inner = members[key];
  if (!inner.is_object()) inner = json::object();
  put(inner.get_object(), path, depth + 1, value);
  // Sections and maps that became empty are as if never set.
  if (inner.get_object().empty()) members.erase(key);
}

std::set<std::string> keys_of(std::initializer_list<const json::object*> documents, const Path& map) {
  std::set<std::string> keys;
  for (const auto* document : documents) {
    const auto value = get(*document, map);
    if (!value || !value->is_object()) continue;
    for (const auto& member : value->get_object()) keys.emplace(member.key());
  }
  return keys;
}

// True where one path leads to the other's place or beyond it.
bool covers(const Path& scope, const Path& path) {
  const auto length = std::min(scope.size(), path.size());
  return std::equal(scope.begin(), scope.begin() + static_cast<std::ptrdiff_t>(length), path.begin());
}

bool in_scope(const Scope& scope, const Path& path) {
  return scope.empty() || std::any_of(scope.begin(), scope.end(), [&](const Path& each) { return covers(each, path); });
}

// Every place in scope where the documents may differ: settings, and the keys of maps one by one.
std::vector<Path> places(const settings::Schema& schema, std::initializer_list<const json::object*> documents,
                         const Scope& scope) {
  std::vector<Path> found;
  const auto add = [&](Path path) {
    if (in_scope(scope, path)) found.push_back(std::move(path));
  };
  for (const auto& section : schema.sections()) {
    for (const auto& setting : section.settings) {
      if (setting.type != Type::map) {
        add({section.name, setting.name});
        continue;
      }
      for (const auto& key : keys_of(documents, {section.name, setting.name})) add({section.name, setting.name, key});
    }
  }
  return found;
}

std::optional<Error> mistake_in(const settings::Schema& schema, const std::string& text, const Path& path) {
  const auto* section = path.empty() ? nullptr : schema.find(path[0]);
  const auto* setting = section != nullptr && path.size() > 1 ? section->find(path[1]) : nullptr;
  if (section == nullptr || (path.size() > 1 && setting == nullptr))
    return Error{ErrorCode::unknown_setting, text, "paths: there is no section or setting " + text};
  const std::size_t deepest = setting != nullptr && setting->type == Type::map ? 3 : 2;
  if (path.size() > deepest)
    return Error{ErrorCode::invalid_setting, text, "paths: " + text + " leads into a value; name the whole setting"};
  return std::nullopt;
}

}  // namespace

Result<Scope> read_scope(const settings::Schema& schema, const std::vector<std::string>& paths) {
  Scope scope;
  for (const auto& text : paths) {
    auto path = settings::parse_path(text);
    if (!path) return path.error();
    if (auto mistake = mistake_in(schema, text, *path)) return *mistake;
    scope.push_back(std::move(*path));
  }
  return scope;
}

json::object restored(const settings::Schema& schema, json::object current, const json::object& target,
                      const Scope& scope) {
  if (scope.empty()) return target;
  for (const auto& path : places(schema, {&current, &target}, scope)) put(current, path, 0, get(target, path));
  return current;
}

Result<json::object> undone(const settings::Schema& schema, json::object current, const json::object& before,
                            const json::object& after, const Scope& scope) {
  for (const auto& path : places(schema, {&before, &after}, scope)) {
    const auto old_value = get(before, path);
    const auto new_value = get(after, path);
    if (same(old_value, new_value)) continue;
    if (!same(get(current, path), new_value)) {
      const auto name = settings::format_path(path);
      return Error{ErrorCode::value_conflict, name,
                   name + " was changed again since; undo the later revision first, or limit the undo by paths"};
    }
    put(current, path, 0, old_value);
  }
  return current;
}

Result<Request> resolved(const settings::Schema& schema, Request request, const json::object& current,
                         const Kept& kept) {
  const auto scope = read_scope(schema, request.paths);
  if (!scope) return scope.error();
  request.replace = true;
  if (request.kind == Kind::undo) {
    auto document = undone(schema, current, kept.before, kept.target, *scope);
    if (!document) return document.error();
    request.patch = std::move(*document);
  } else if (request.kind == Kind::revert) {
    // It must not fail, whatever today's schema thinks of what ran before.
    request.patch = settings::load_document(schema, kept.target).sparse;
  } else {
    request.patch = restored(schema, current, kept.target, *scope);
  }
  return request;
}

}  // namespace visiond::transaction
