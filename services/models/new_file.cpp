#include "services/models/new_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace visiond::models {

base::Error storage_error(const std::filesystem::path& path, int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  return {full ? base::ErrorCode::storage_full : base::ErrorCode::storage_failed, path.string(),
          path.string() + " cannot be written: " + std::generic_category().message(number)};
}

base::Result<NewFile> NewFile::open(const std::filesystem::path& path) {
  constexpr int everybody_reads = 0644;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, everybody_reads);
  if (file < 0) return storage_error(path, errno);
  return NewFile(path, file);
}

NewFile::~NewFile() {
  if (file_ >= 0) ::close(file_);
}

base::Result<void> NewFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return storage_error(path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

base::Result<void> NewFile::close() {
  const bool synced = ::fsync(file_) == 0;
  const int number = errno;
  ::close(std::exchange(file_, -1));
  if (!synced) return storage_error(path_, number);
  return {};
}

base::Result<void> sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return storage_error(folder, errno);
  const bool synced = ::fsync(file) == 0;
  const int number = errno;
  ::close(file);
  if (!synced) return storage_error(folder, number);
  return {};
}

}  // namespace visiond::models
