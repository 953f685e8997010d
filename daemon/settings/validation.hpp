#pragma once
// Judges patches and documents against the schema and reports every mistake, not the first. Pure functions;
// thread-safe.

#include "daemon/settings/schema.hpp"

#include <string>
#include <vector>

namespace visiond::settings {

struct CheckedPatch {
  json::object patch;                 // coerced by the schema's types: 1920.0 became 1920; without what is listed below
  std::vector<Violation> violations;  // empty when all is right
};

// A merge patch as it came from a client: unknown sections and settings (with "did you mean camera.width?"), wrong
// types, ranges, choices, formats, user information in URIs (the value is never echoed), NaN and infinities, null
// inside lists, nesting deeper than 16. null for a setting is right: it goes back to its default. A section given as
// null goes back to its defaults.
CheckedPatch check_patch(const Schema& schema, const json::object& patch);

// One value against one setting: the coerced value, or null with what is wrong appended to `violations`.
json::value check_value(const Setting& setting, const std::string& path, const json::value& value,
                        std::vector<Violation>& violations);

struct IgnoredSetting {
  std::string path;
  std::string reason;
};

// A stored sparse document judged by today's schema.
struct LoadedDocument {
  json::object sparse;                  // valid today
  std::vector<IgnoredSetting> ignored;  // unknown today, or out of range and back at the default
  std::vector<Violation> impaired;  // addresses, credential references, masks: never fall back, kept out of `sparse`
};
LoadedDocument load_document(const Schema& schema, const json::object& stored);

}  // namespace visiond::settings
