#include "tests/support/archive_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <stdexcept>

namespace visiond::testing {
namespace {

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;

Writer writer_of(ArchiveFormat format) {
  Writer writer(archive_write_new(), &archive_write_free);
  if (format == ArchiveFormat::zip)
    archive_write_set_format_zip(writer.get());
  else
    archive_write_set_format_pax_restricted(writer.get());
  if (format == ArchiveFormat::tar_gzip) archive_write_add_filter_gzip(writer.get());
  return writer;
}

void describe(const ArchiveEntry& from, archive_entry* entry) {
  archive_entry_set_pathname(entry, from.path.c_str());
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, 0);
  switch (from.kind) {
    case ArchiveEntry::Kind::file:
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_entry_set_size(entry, static_cast<la_int64_t>(from.content.size()));
      return;
    case ArchiveEntry::Kind::folder:
      archive_entry_set_filetype(entry, AE_IFDIR);
      return;
    case ArchiveEntry::Kind::symbolic_link:
      archive_entry_set_filetype(entry, AE_IFLNK);
      archive_entry_set_symlink(entry, from.content.c_str());
      return;
    case ArchiveEntry::Kind::hard_link:
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_entry_set_hardlink(entry, from.content.c_str());
      return;
    case ArchiveEntry::Kind::device:
      archive_entry_set_filetype(entry, AE_IFCHR);
      archive_entry_set_rdev(entry, 259);
      return;
  }
}

void write(archive* writer, const ArchiveEntry& from) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), &archive_entry_free);
  describe(from, entry.get());
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK) throw std::runtime_error(archive_error_string(writer));
  if (from.kind == ArchiveEntry::Kind::file) archive_write_data(writer, from.content.data(), from.content.size());
}

}  // namespace

std::string make_archive(const std::vector<ArchiveEntry>& entries, ArchiveFormat format) {
  const auto writer = writer_of(format);
  std::string bytes;
  archive_write_set_bytes_per_block(writer.get(), 0);
  archive_write_open(
      writer.get(), &bytes, nullptr,
      [](archive*, void* into, const void* data, std::size_t size) {
        static_cast<std::string*>(into)->append(static_cast<const char*>(data), size);
        return static_cast<la_ssize_t>(size);
      },
      nullptr);
  for (const auto& entry : entries) write(writer.get(), entry);
  archive_write_close(writer.get());
  return bytes;
}

}  // namespace visiond::testing
