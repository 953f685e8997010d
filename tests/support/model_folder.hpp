#pragma once
// A models folder made by a test. Bound to one test.

#include "daemon/base/digest.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace visiond::testing {

class ModelFolder {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path of(const std::string& id, const std::string& version) const { return path() / id / version; }

  // Writes ID/VERSION/model.json with id, version and the digests of `files` put in, and those files (name → content).
  std::filesystem::path install(boost::json::object manifest, const std::map<std::string, std::string>& files) const {
    const std::string id(manifest.at("id").as_string()), version(manifest.at("version").as_string());
    const auto folder = of(id, version);
    boost::json::object digests;
    for (const auto& [name, content] : files) {
      write(folder / name, content);
      digests[name] = base::sha256_hex(content);
    }
    manifest.emplace("sha256", std::move(digests));
    write(folder / "model.json", boost::json::serialize(manifest));
    return folder;
  }

  static void write(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }

 private:
  TempFolder folder_;
};

}  // namespace visiond::testing
