#pragma once
// What of this machine's files callers may name. Stateless; thread-safe.

#include <filesystem>
#include <optional>
#include <vector>

namespace visiond::base {

// The path without links, where it is absolute and lies in or below one of `allowed`, links followed; nothing else is
// said about what lies elsewhere, not even whether it is there.
std::optional<std::filesystem::path> allowed_path(const std::filesystem::path& path,
                                                  const std::vector<std::filesystem::path>& allowed);

}  // namespace visiond::base
