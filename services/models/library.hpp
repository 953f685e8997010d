#pragma once
// The models of one folder, MODELS_DIR/<id>/<version>/model.json, as they stand there when they are asked for. Owned by
// the composition root; thread-safe.

#include "services/models/file_digests.hpp"
#include "services/models/manifest.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::models {

class Library {
 public:
  // The folder need not exist; without it there are no models.
  explicit Library(std::filesystem::path models_dir);

  // Reads the model and compares its files with their digests, computed again where a file has changed. NO_SUCH_MODEL
  // lists what is installed; INVALID_REQUEST says what is wrong with one that is there.
  base::Result<Manifest> find(std::string_view id_at_version) const;
  // Every model that can be read, sorted by name; digests are not compared.
  std::vector<Manifest> list() const;
  // "a@1, b@2" or "none in FOLDER" as of the newest list() or find() that failed, and without looking at the disk, so
  // that validation may say it.
  std::string known() const;

  // Where an installed model lies. NO_SUCH_MODEL as find() says it.
  base::Result<std::filesystem::path> place_of(std::string_view id_at_version) const;
  // As long as what it returns lives, find() does not know the model: it is about to be removed.
  [[nodiscard]] std::shared_ptr<void> withhold(const std::string& id_at_version);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::string known_;
  mutable FileDigests digests_;
  std::multiset<std::string, std::less<>> withheld_;
};

}  // namespace visiond::models
