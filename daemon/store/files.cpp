#include "daemon/store/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace visiond::store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

std::error_code last_error() { return {errno, std::generic_category()}; }

int open_folder(const fs::path& folder) { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

}  // namespace

fs::path database_file(const fs::path& folder) { return folder / "visiond.db"; }

fs::path wal_of(const fs::path& file) { return file.string() + "-wal"; }

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

Error file_error(const std::error_code& code, const std::string& doing, const fs::path& file) {
  const bool full = code.value() == ENOSPC || code.value() == EDQUOT;
  return {full ? ErrorCode::storage_full : ErrorCode::storage_failed, file.string(),
          "Cannot " + doing + " " + file.string() + ": " + code.message()};
}

Result<void> rename_file(const fs::path& from, const fs::path& to) {
  std::error_code failure;
  fs::rename(from, to, failure);
  if (failure) return file_error(failure, "rename", from);
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const int descriptor = open_folder(folder);
  if (descriptor < 0) return file_error(last_error(), "open the folder", folder);
  const int code = ::fsync(descriptor);
  const auto failure = last_error();
  ::close(descriptor);
  if (code != 0) return file_error(failure, "write to the folder", folder);
  return {};
}

void remove_database(const fs::path& file) {
  std::error_code ignored;
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + ending, ignored);
}

Result<FolderLock> FolderLock::take(const fs::path& folder) {
  const int descriptor = open_folder(folder);
  if (descriptor < 0) return file_error(last_error(), "open the state folder", folder);
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return file_error(last_error(), "lock the state folder", folder);
  return Error{ErrorCode::storage_failed, database_file(folder).string(),
               "The store " + database_file(folder).string() + " is in use by another process; end that one first"};
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace visiond::store
