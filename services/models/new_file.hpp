#pragma once
// A file that is written once, and is on the disk when close() has succeeded. Used by one thread.

#include "daemon/base/error.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

namespace visiond::models {

// STORAGE_FULL, or STORAGE_FAILED with the file and what the system said; from errno.
base::Error storage_error(const std::filesystem::path& path, int number);

class NewFile {
 public:
  // It must not be there yet.
  static base::Result<NewFile> open(const std::filesystem::path& path);
  NewFile(NewFile&& other) noexcept : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  base::Result<void> write(std::string_view bytes);
  base::Result<void> close();

 private:
  NewFile(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}

  std::filesystem::path path_;
  int file_;
};

// What was made, renamed or removed in a folder stays so.
base::Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace visiond::models
