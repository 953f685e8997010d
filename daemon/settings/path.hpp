#pragma once
// Paths of settings as people write them: camera.width, detection.class_confidence["traffic light"]. Pure; thread-safe.

#include "daemon/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace visiond::settings {

// Keys that are not [A-Za-z_][A-Za-z0-9_-]* are quoted as JSON strings in brackets.
std::string format_path(const std::vector<std::string>& keys);

// `parent`, a formatted path, with one more key.
std::string child_path(const std::string& parent, const std::string& key);

// The reverse of format_path; INVALID_SETTING names the position of the mistake. At most 16 keys.
base::Result<std::vector<std::string>> parse_path(std::string_view text);

// The candidate nearest to `name` by edit distance, or "" when none is near enough to be meant.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace visiond::settings
