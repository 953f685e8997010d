// Where a model may come from: Installer's first half.
#include "daemon/base/digest.hpp"
#include "daemon/settings/formats.hpp"
#include "services/models/allowed_paths.hpp"
#include "services/models/catalogue.hpp"
#include "services/models/download.hpp"
#include "services/models/installer.hpp"
#include "services/models/new_file.hpp"
#include "services/models/unpack.hpp"

#include <algorithm>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* manifest_file = "model.json";

Error refused(const std::string& field, const std::string& what) {
  return {ErrorCode::invalid_request, field, field + ": " + what};
}

bool is_digest(const std::string& text) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), fits);
}

Result<void> check_digest_given(const std::string& sha256) {
  if (is_digest(sha256)) return {};
  return refused("sha256", sha256.empty() ? "it is missing; what comes from elsewhere is taken only with its SHA-256"
                                          : "it must be 64 hexadecimal digits in lower case");
}

Result<void> check_digest(const fs::path& file, const std::string& wanted) {
  if (wanted.empty()) return {};
  if (!is_digest(wanted)) return check_digest_given(wanted);
  const auto found = base::sha256_hex_of_file(file);
  if (!found) return storage_error(file, EIO);
  if (*found == wanted) return {};
  std::error_code error;
  return refused("sha256", "what came (" + std::to_string(fs::file_size(file, error)) + " bytes) has " + *found +
                               ", not " + wanted + ": it is damaged, cut short or another file");
}

// An archive may hold its model in a folder.
Result<fs::path> find_manifest(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename() == manifest_file) found.push_back(entry.path().parent_path());
  if (found.size() == 1) return found[0];
  return refused("archive", found.empty() ? "it holds no model.json" : "it holds more than one model.json");
}

}  // namespace

Result<Installer::Gathered> Installer::gather(const InstallRequest& request, const Staging& staging,
                                              const std::stop_token& stop) const {
  const auto& from = request.from;
  if (const auto* server = std::get_if<FromServerPath>(&from))
    return from_server(server->path, request.sha256, staging, stop);
  if (const auto* own = std::get_if<FromOwnFolder>(&from)) return Gathered{own->folder};
  if (const auto* url = std::get_if<FromUrl>(&from)) return from_url(url->url, request.sha256, staging, stop);
  if (const auto* entry = std::get_if<FromCatalogue>(&from)) return from_catalogue(entry->name, staging, stop);
  return from_upload(*std::get<std::shared_ptr<Upload>>(from), request.sha256, staging, stop);
}

Result<Installer::Gathered> Installer::from_server(const std::string& path, const std::string& sha256,
                                                   const Staging& staging, const std::stop_token& stop) const {
  const auto real = allowed_path(path, options_.allowed_paths);
  if (!real) return real.error();
  std::error_code error;
  if (!fs::is_directory(*real, error)) return from_archive(*real, sha256, staging, stop);
  if (auto right = check_digest(*real / manifest_file, sha256); !right) return right.error();
  return Gathered{*real, false};
}

Result<Installer::Gathered> Installer::from_url(const std::string& url, const std::string& sha256,
                                                const Staging& staging, const std::stop_token& stop) const {
  if (auto given = check_digest_given(sha256); !given) return given.error();
  const auto archive = staging.folder() / "archive";
  if (auto came = download(url, archive, options_.limits, stop); !came) return came.error();
  return from_archive(archive, sha256, staging, stop);
}

Result<Installer::Gathered> Installer::from_catalogue(const std::string& name, const Staging& staging,
                                                      const std::stop_token& stop) const {
  const auto catalogue = read_catalogue(options_.catalogue);
  if (!catalogue) return catalogue.error();
  const auto entry = std::find_if(catalogue->begin(), catalogue->end(),
                                  [&](const CatalogueEntry& each) { return each.manifest.name() == name; });
  if (entry == catalogue->end()) {
    std::string names;
    for (const auto& each : *catalogue) names += (names.empty() ? "" : ", ") + each.manifest.name();
    return Error{
        ErrorCode::no_such_model, "",
        "the catalogue has no model " + settings::quoted(name) + "; it has " + (names.empty() ? "none" : names)};
  }
  const auto folder = staging.folder() / "downloads";
  std::error_code error;
  fs::create_directory(folder, error);
  auto file = NewFile::open(folder / manifest_file);
  if (!file) return file.error();
  if (auto written = file->write(entry->text); !written) return written.error();
  if (auto closed = file->close(); !closed) return closed.error();
  auto left = options_.limits;
  for (const auto& [part, url] : entry->urls) {
    if (auto came = download(url, folder / part, left, stop); !came)
      return Error{came.error().code, came.error().path, part + ": " + came.error().message};
    left.bytes -= std::min<std::uint64_t>(left.bytes, fs::file_size(folder / part, error));
  }
  return Gathered{folder, true};
}

Result<Installer::Gathered> Installer::from_upload(Upload& upload, const std::string& sha256, const Staging& staging,
                                                   const std::stop_token& stop) const {
  if (auto given = check_digest_given(sha256); !given) return given.error();
  const auto archive = staging.folder() / "archive";
  auto file = NewFile::open(archive);
  if (!file) return file.error();
  std::uint64_t bytes = 0;
  while (true) {
    if (stop.stop_requested()) return Error{ErrorCode::cancelled, "", "the installation was given up"};
    const auto piece = upload.next(options_.limits.stall);
    if (!piece) return piece.error();
    if (!*piece) break;
    bytes += (*piece)->size();
    if (bytes > options_.limits.bytes)
      return refused("chunk", "more than " + std::to_string(options_.limits.bytes) + " bytes came, which is the limit");
    if (auto written = file->write(**piece); !written) return written.error();
  }
  if (auto closed = file->close(); !closed) return closed.error();
  return from_archive(archive, sha256, staging, stop);
}

Result<Installer::Gathered> Installer::from_archive(const fs::path& archive, const std::string& sha256,
                                                    const Staging& staging, const std::stop_token& stop) const {
  if (auto right = check_digest(archive, sha256); !right) return right.error();
  const auto folder = staging.folder() / "unpacked";
  std::error_code error;
  fs::create_directory(folder, error);
  if (auto unpacked = unpack(archive, folder, options_.limits, stop); !unpacked) return unpacked.error();
  const auto found = find_manifest(folder);
  if (!found) return found.error();
  return Gathered{*found, true};
}

}  // namespace visiond::models
