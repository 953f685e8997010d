#pragma once
// Documents made from kept ones: going back to a revision, or taking the change of one revision back. Pure functions;
// thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/settings/document.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/transaction/request.hpp"

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

// The kept documents that a rollback, an undo or a revert is made from. Sparse.
struct Kept {
  json::object target;  // of the request's target
  json::object before;  // of the revision before the target; only for an undo
};

// Such a request as one that replaces the whole document, given the one in force. VALUE_CONFLICT, or what is wrong with
// the paths.
base::Result<Request> resolved(const settings::Schema& schema, Request request, const json::object& current,
                               const Kept& kept);

}  // namespace visiond::transaction
