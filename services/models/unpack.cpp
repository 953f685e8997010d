#include "services/models/unpack.hpp"

#include "daemon/settings/formats.hpp"
#include "services/models/new_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <string>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t block = std::size_t{1} << 16;
constexpr std::size_t deepest = 8;         // folders
constexpr std::size_t longest_path = 512;  // bytes

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

Error refused(const std::string& what) { return {ErrorCode::invalid_request, "archive", "archive: " + what}; }

std::string said(archive* reader) {
  const char* text = archive_error_string(reader);
  return text != nullptr ? text : "libarchive gives no reason";
}

// What is wrong with an entry's path: it could leave the target, or means nothing there.
std::string path_mistake(const std::string& path) {
  if (path.empty() || path.size() > longest_path || !settings::is_text(path)) return "its name is no path";
  if (path.front() == '/' || path.find('\\') != std::string::npos) return "its path is absolute or of another system";
  std::size_t parts = 0;
  for (const auto& part : fs::path(path)) {
    if (part == "..") return "its path leads out of the archive";
    if (++parts > deepest) return "it lies too deep";
  }
  return {};
}

class Unpacking {
 public:
  Unpacking(fs::path target, const Limits& limits, std::stop_token stop)
      : target_(std::move(target)), limits_(limits), stop_(std::move(stop)) {}

  Result<void> take(archive* reader, archive_entry* entry) {
    const char* given = archive_entry_pathname(entry);
    const std::string path = given != nullptr ? given : "";
    if (const auto mistake = path_mistake(path); !mistake.empty())
      return refused(settings::quoted(path) + ": " + mistake);
    const auto place = (target_ / path).lexically_normal();
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return make_folder(place);
    if (type != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      return refused(settings::quoted(path) + ": it is a link or a device; only files and folders are taken");
    if (++files_ > limits_.files)
      return refused("it holds more than " + std::to_string(limits_.files) + " files, which is the limit");
    if (auto made = make_folder(place.parent_path()); !made) return made;
    std::error_code error;
    if (fs::exists(fs::symlink_status(place, error))) return refused(settings::quoted(path) + ": it comes twice");
    auto file = NewFile::open(place);
    if (!file) return file.error();
    return copy(reader, path, *file);
  }

 private:
  static Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return refused(settings::quoted(folder.filename().string()) + ": " + error.message());
    return {};
  }

  // The sizes that an archive tells are not believed; what comes is counted.
  Result<void> copy(archive* reader, const std::string& path, NewFile& file) {
    std::string bytes(block, '\0');
    while (!stop_.stop_requested()) {
      const auto size = archive_read_data(reader, bytes.data(), bytes.size());
      if (size < 0) return refused(settings::quoted(path) + ": " + said(reader));
      if (size == 0) return file.close();
      bytes_ += static_cast<std::uint64_t>(size);
      if (bytes_ > limits_.bytes)
        return refused("it unpacks to more than " + std::to_string(limits_.bytes) + " bytes, which is the limit");
      if (auto written = file.write({bytes.data(), static_cast<std::size_t>(size)}); !written) return written;
    }
    return Error{ErrorCode::cancelled, "", "the installation was given up"};
  }

  const fs::path target_;
  const Limits& limits_;
  const std::stop_token stop_;
  std::size_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

Reader open(const fs::path& file) {
  Reader reader(archive_read_new(), &archive_read_free);
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_zip_seekable(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_open_filename(reader.get(), file.c_str(), block);
  return reader;
}

}  // namespace

Result<void> unpack(const fs::path& archive, const fs::path& target, const Limits& limits, std::stop_token stop) {
  const auto reader = open(archive);
  Unpacking unpacking(target, limits, std::move(stop));
  bool any = false;
  archive_entry* entry = nullptr;
  while (true) {
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result != ARCHIVE_OK) return refused(said(reader.get()));
    any = true;
    if (auto taken = unpacking.take(reader.get(), entry); !taken) return taken;
  }
  if (!any) return refused("it is empty; it must be a tar (plain or gzip) or zip archive that holds a model.json");
  return {};
}

}  // namespace visiond::models
