#pragma once
// What becomes of a damaged store file: it is renamed, never overwritten, and a store is not silently begun anew beside
// it. Stateless functions; bound to the store thread.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "daemon/transaction/records.hpp"

#include <filesystem>
#include <vector>

namespace visiond::store {

using base::Error;
using base::Result;

// Renames visiond.db and its WAL to visiond.db.damaged-<UTC time>[-n] and returns that name. A WAL without its database
// (a crash between the two renames) joins the database that was set aside before it.
Result<std::filesystem::path> set_aside(const std::filesystem::path& folder, base::WallTime now);

// Names of files set aside, the newest first. Together with a missing visiond.db they mean: nothing was started since.
std::vector<std::filesystem::path> files_set_aside(const std::filesystem::path& folder);

// The newest revision that can be read from a damaged file and those before it without a gap, at most `limit`, oldest
// first; none where nothing can be read. Works on a copy beside the file: reading a WAL needs write access.
Result<std::vector<transaction::RevisionRecord>> salvage(const std::filesystem::path& file, std::size_t limit);

}  // namespace visiond::store
