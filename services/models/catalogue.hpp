#pragma once
// The file that names models to download, such as config/models.json. Immutable values; thread-safe.

#include "services/models/manifest.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::models {

struct CatalogueEntry {
  Manifest manifest;                        // without folder and files' paths
  std::string text;                         // of its model.json
  std::map<std::string, std::string> urls;  // of each file that the manifest has a digest for
};

// INVALID_REQUEST with every mistake.
base::Result<std::vector<CatalogueEntry>> parse_catalogue(std::string_view text, const std::string& file);
// Nothing in it where there is no such file.
base::Result<std::vector<CatalogueEntry>> read_catalogue(const std::filesystem::path& file);

}  // namespace visiond::models
