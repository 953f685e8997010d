#pragma once
// The files in the state folder, and operations on them that outlive a power cut. Stateless functions; FolderLock is
// owned by the store. Bound to the store thread.

#include "daemon/base/error.hpp"

#include <filesystem>
#include <string>
#include <system_error>

namespace visiond::store {

using base::Error;
using base::Result;

std::filesystem::path database_file(const std::filesystem::path& folder);
// SQLite's write-ahead log beside a database; there from opening to a clean close.
std::filesystem::path wal_of(const std::filesystem::path& file);

bool is_there(const std::filesystem::path& file);

// STORAGE_FULL or STORAGE_FAILED; `doing` is a phrase such as "rename".
Error file_error(const std::error_code& code, const std::string& doing, const std::filesystem::path& file);

Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to);
// Makes names created, renamed or removed in the folder durable.
Result<void> sync_folder(const std::filesystem::path& folder);
// The database and whatever SQLite may have left beside it.
void remove_database(const std::filesystem::path& file);

// While it lives, no other store opens in the folder: two daemons that start at once would otherwise create or set
// aside the same file. The lock goes with the process.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace visiond::store
