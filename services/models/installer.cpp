#include "services/models/installer.hpp"

#include "daemon/base/digest.hpp"
#include "services/models/new_file.hpp"

#include <cerrno>
#include <fstream>
#include <string>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t block = std::size_t{1} << 16;

std::vector<std::string> files_of(const Manifest& manifest) {
  std::vector<std::string> names{"model.json"};
  for (const auto& [name, digest] : manifest.sha256) names.push_back(name);
  return names;
}

Error exists(const std::string& name) {
  return {ErrorCode::model_exists, "", name + " is installed already; remove it first, or give it another version"};
}

Result<void> copy(const fs::path& from, const fs::path& to, const std::stop_token& stop) {
  std::ifstream in(from, std::ios::binary);
  auto out = NewFile::open(to);
  if (!out) return out.error();
  std::string bytes(block, '\0');
  while (in && !stop.stop_requested()) {
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (auto written = out->write({bytes.data(), static_cast<std::size_t>(in.gcount())}); !written) return written;
  }
  if (stop.stop_requested()) return Error{ErrorCode::cancelled, "", "the installation was given up"};
  if (!in.eof()) return storage_error(from, EIO);
  return out->close();
}

// What callers see names the model's files, not where they lay for a moment.
Error without(const fs::path& folder, Error error) {
  const auto prefix = folder.string() + "/";
  for (auto* text : {&error.message, &error.path})
    for (auto at = text->find(prefix); at != std::string::npos; at = text->find(prefix)) text->erase(at, prefix.size());
  // Nothing was changed that could have been rolled back.
  if (error.code == ErrorCode::rolled_back) error.code = ErrorCode::invalid_request;
  return error;
}

}  // namespace

std::uint64_t bytes_of(const Manifest& manifest) {
  std::uint64_t bytes = 0;
  for (const auto& name : files_of(manifest)) {
    std::error_code error;
    const auto size = fs::file_size(manifest.folder / name, error);
    if (!error) bytes += size;
  }
  return bytes;
}

Result<InstalledModel> Installer::install(const InstallRequest& request, const std::stop_token& stop) const {
  auto staging = Staging::make(options_.models_dir);
  if (!staging) return staging.error();
  const auto gathered = gather(request, *staging, stop);
  if (!gathered) return gathered.error();
  const auto staged = staging->folder() / "model";
  auto installed = adopt(*gathered, request.name, staged, stop);
  if (!installed) return without(gathered->folder, without(staged, installed.error()));
  return installed;
}

Result<InstalledModel> Installer::adopt(const Gathered& gathered, const std::string& name, const fs::path& staged,
                                        const std::stop_token& stop) const {
  const auto given = read_manifest(gathered.folder);
  if (!given) return given.error();
  if (!name.empty() && name != given->name()) {
    return Error{ErrorCode::invalid_request, "name", "name: the model is " + given->name() + ", not " + name};
  }
  std::error_code error;
  if (fs::exists(options_.models_dir / given->id / given->version, error)) return exists(given->name());
  if (bytes_of(*given) > options_.limits.bytes) {
    return Error{ErrorCode::invalid_request, "",
                 "the model has more than " + std::to_string(options_.limits.bytes) + " bytes, which is the limit"};
  }
  fs::create_directory(staged, error);
  for (const auto& file : files_of(*given)) {
    if (gathered.ours) {
      fs::rename(gathered.folder / file, staged / file, error);
      if (error) return storage_error(staged / file, error.value());
    } else if (auto copied = copy(gathered.folder / file, staged / file, stop); !copied) {
      return copied.error();
    }
  }
  // Of the copy: nobody else can change it any more.
  auto manifest = read_manifest(staged);
  if (!manifest) return manifest.error();
  if (auto sound = verify(*manifest, base::sha256_hex_of_file); !sound) return sound.error();
  if (options_.rehearse) {
    if (auto fits = options_.rehearse(*manifest); !fits) return fits.error();
  }
  if (stop.stop_requested()) return Error{ErrorCode::cancelled, "", "the installation was given up"};
  const auto bytes = bytes_of(*manifest);
  if (auto placed = put_in_place(staged, *manifest); !placed) return placed.error();
  manifest = read_manifest(options_.models_dir / manifest->id / manifest->version);
  if (!manifest) return manifest.error();
  return InstalledModel{std::move(*manifest), bytes};
}

Result<void> Installer::put_in_place(const fs::path& staged, const Manifest& manifest) const {
  const auto model = options_.models_dir / manifest.id;
  std::error_code error;
  fs::create_directories(model, error);
  if (error) return storage_error(model, error.value());
  if (auto synced = sync_folder(staged); !synced) return synced;
  fs::rename(staged, model / manifest.version, error);
  if (error == std::errc::directory_not_empty || error == std::errc::file_exists) return exists(manifest.name());
  if (error) return storage_error(model / manifest.version, error.value());
  if (auto synced = sync_folder(model); !synced) return synced;
  return sync_folder(options_.models_dir);
}

}  // namespace visiond::models
