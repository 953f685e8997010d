#pragma once
// Documents made from kept ones: going back to a revision, or taking the change of one revision back. Pure functions;
// thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/settings/document.hpp"
#include "daemon/settings/schema.hpp"

#include <string>
#include <vector>

namespace visiond::transaction {

namespace json = boost::json;

// Which settings: each path a section, a setting, or a key of a map; none: all of them.
using Scope = std::vector<std::vector<std::string>>;

// UNKNOWN_SETTING or INVALID_SETTING names the first path that is none of the schema's.
base::Result<Scope> read_scope(const settings::Schema& schema, const std::vector<std::string>& paths);

// `current` with the settings in scope as `target` has them, unset ones included. All documents are sparse.
json::object restored(const settings::Schema& schema, json::object current, const json::object& target,
                      const Scope& scope);

// `current` with the inverse of the change from `before` to `after`, in scope. VALUE_CONFLICT names the first setting
// that no longer is as `after` left it.
base::Result<json::object> undone(const settings::Schema& schema, json::object current, const json::object& before,
                                  const json::object& after, const Scope& scope);

}  // namespace visiond::transaction
