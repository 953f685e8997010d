#pragma once
// Archives as models come in them, and as they must not. Pure but for the file; thread-safe.

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::testing {

struct ArchiveEntry {
  enum class Kind { file, folder, symbolic_link, hard_link, device };
  std::string path;
  std::string content{};  // of a link: where it leads
  Kind kind = Kind::file;
};

enum class ArchiveFormat { tar, tar_gzip, zip };

// The bytes of an archive of these entries.
std::string make_archive(const std::vector<ArchiveEntry>& entries, ArchiveFormat format = ArchiveFormat::tar_gzip);

}  // namespace visiond::testing
