#pragma once
// Archives of models, by libarchive: tar, plain or with gzip, and zip. Nothing but files and folders comes out, and
// nothing beside the target. Blocks; thread-safe.

#include "daemon/base/error.hpp"
#include "services/models/limits.hpp"

#include <filesystem>
#include <stop_token>

namespace visiond::models {

// Into `target`, an empty folder. INVALID_REQUEST with the entry and what is wrong with it: a path that leads out, a
// link, a device, two of a name, more or larger files than `limits` allow, damage, an end before the end. What was
// unpacked until then stays for the caller to remove.
base::Result<void> unpack(const std::filesystem::path& archive, const std::filesystem::path& target,
                          const Limits& limits, std::stop_token stop);

}  // namespace visiond::models
