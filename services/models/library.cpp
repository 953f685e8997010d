#include "services/models/library.hpp"

#include "daemon/settings/formats.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error, skipped;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->is_directory(skipped)) found.push_back(entry->path());
  return found;
}

// A folder that says it is another model would be found under two names.
Result<Manifest> read_in_place(const fs::path& folder) {
  auto manifest = read_manifest(folder);
  if (!manifest) return manifest;
  const auto id = folder.parent_path().filename().string(), version = folder.filename().string();
  if (manifest->id == id && manifest->version == version) return manifest;
  const bool other_id = manifest->id != id;
  return Error{ErrorCode::invalid_request, (folder / "model.json").string(),
               std::string(other_id ? "id" : "version") + ": it is " +
                   settings::quoted(other_id ? manifest->id : manifest->version) + " in the folder " + id + "/" +
                   version + "; folder and manifest must agree"};
}

}  // namespace

Library::Library(fs::path models_dir) : folder_(fs::absolute(models_dir).lexically_normal()) { list(); }

Result<fs::path> Library::place_of(std::string_view id_at_version) const {
  const auto at = id_at_version.find('@');
  const bool is_name =
      at != std::string_view::npos && !settings::find_mistake(settings::Format::model_reference, id_at_version);
  const auto folder = is_name ? folder_ / id_at_version.substr(0, at) / id_at_version.substr(at + 1) : fs::path();
  std::error_code error;
  if (is_name && fs::is_directory(folder, error)) return folder;
  list();
  return Error{ErrorCode::no_such_model, "",
               "there is no model " + settings::quoted(id_at_version) + "; installed: " + known()};
}

std::shared_ptr<void> Library::withhold(const std::string& id_at_version) {
  const std::lock_guard lock(mutex_);
  const auto place = withheld_.insert(id_at_version);
  return {nullptr, [this, place](void*) {
            const std::lock_guard again(mutex_);
            withheld_.erase(place);
          }};
}

Result<Manifest> Library::find(std::string_view id_at_version) const {
  {
    const std::lock_guard lock(mutex_);
    if (withheld_.contains(id_at_version)) {
      return Error{ErrorCode::no_such_model, "",
                   "the model " + settings::quoted(id_at_version) + " is just being removed"};
    }
  }
  const auto folder = place_of(id_at_version);
  if (!folder) return folder.error();
  auto manifest = read_in_place(*folder);
  if (!manifest) return manifest;
  if (auto sound = verify(*manifest, [this](const fs::path& file) { return digests_.of(file); }); !sound)
    return sound.error();
  return manifest;
}

std::vector<Manifest> Library::list() const {
  std::vector<Manifest> all;
  for (const auto& model : folders_in(folder_))
    for (const auto& version : folders_in(model))
      if (auto manifest = read_in_place(version)) all.push_back(std::move(*manifest));
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name() < b.name(); });
  std::string names;
  for (const auto& each : all) names += (names.empty() ? "" : ", ") + each.name();
  const std::lock_guard lock(mutex_);
  known_ = names.empty() ? "none in " + folder_.string() : std::move(names);
  return all;
}

std::string Library::known() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

}  // namespace visiond::models
