#pragma once
// The settings document as JSON: merge patches (RFC 7396) on its sparse form, and the differences between two of them.
// Pure functions; thread-safe.
//
// A *sparse* document holds only what was set; the *full* one (Schema::complete) every setting.

#include "daemon/settings/schema.hpp"

#include <string>
#include <vector>

namespace visiond::settings {

// RFC 7396, section 2: the target after the patch.
json::value merge_patch(json::value target, const json::value& patch);

// `sparse` after a checked patch: null takes a setting out, maps merge key by key, lists are replaced, empty sections
// are pruned.
json::object apply_patch(const Schema& schema, json::object sparse, const json::object& patch);

// Deep equality with numbers compared by value: 1 equals 1.0.
bool same_value(const json::value& a, const json::value& b);

struct Change {
  std::string path;       // dotted, odd keys quoted; one change a map key
  json::value old_value;  // as in the full documents, the default where nothing was set; null: a map has no such key
  json::value new_value;
  UpdateKind update_kind = UpdateKind::immediate;

  bool operator==(const Change&) const = default;
};

// What differs between two sparse documents, in schema order. A default that is set explicitly is a change whose values
// are equal. Numbers compare by value (1 equals 1.0).
std::vector<Change> diff(const Schema& schema, const json::object& sparse_before, const json::object& sparse_after);

// True when the change alters the full document, so that there is something to do.
bool alters(const Change& change);

}  // namespace visiond::settings
