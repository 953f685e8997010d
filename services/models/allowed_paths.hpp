#pragma once
// What of this machine callers may install models from. Immutable; thread-safe.

#include "daemon/base/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::models {

// The path without links, where it lies in or below one of `allowed`, links followed. INVALID_REQUEST otherwise, and
// where there is no such file or folder; what lies elsewhere is not said to be there or not.
base::Result<std::filesystem::path> allowed_path(const std::string& path,
                                                 const std::vector<std::filesystem::path>& allowed);

}  // namespace visiond::models
