#pragma once
// Brings a model into the models' folder: gathered in a staging folder, checked there from its digests to a first
// forward pass, and put in its place by one rename. Owned by the registry; thread-safe, blocks.

#include "services/models/api.hpp"
#include "services/models/limits.hpp"
#include "services/models/staging.hpp"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace visiond::models {

class Installer {
 public:
  struct Options {
    std::filesystem::path models_dir;
    std::vector<std::filesystem::path> allowed_paths{};
    std::filesystem::path catalogue{};  // a file; empty: none
    // Loads the network once and looks whether its outputs fit its decoder.
    std::function<base::Result<void>(const Manifest&)> rehearse{};
    Limits limits{};
  };
  explicit Installer(Options options) : options_(std::move(options)) {}

  // Errors as ModelsApi::install().
  base::Result<InstalledModel> install(const InstallRequest& request, const std::stop_token& stop) const;

 private:
  // Where a model.json lies, with what it names beside it.
  struct Gathered {
    std::filesystem::path folder;
    bool ours = false;  // in the staging folder: files may be moved
  };

  base::Result<Gathered> gather(const InstallRequest& request, const Staging& staging,
                                const std::stop_token& stop) const;
  base::Result<Gathered> from_server(const std::string& path, const std::string& sha256, const Staging& staging,
                                     const std::stop_token& stop) const;
  base::Result<Gathered> from_url(const std::string& url, const std::string& sha256, const Staging& staging,
                                  const std::stop_token& stop) const;
  base::Result<Gathered> from_catalogue(const std::string& name, const Staging& staging,
                                        const std::stop_token& stop) const;
  base::Result<Gathered> from_upload(Upload& upload, const std::string& sha256, const Staging& staging,
                                     const std::stop_token& stop) const;
  base::Result<Gathered> from_archive(const std::filesystem::path& archive, const std::string& sha256,
                                      const Staging& staging, const std::stop_token& stop) const;

  base::Result<InstalledModel> adopt(const Gathered& gathered, const std::string& name,
                                     const std::filesystem::path& staged, const std::stop_token& stop) const;
  base::Result<void> put_in_place(const std::filesystem::path& staged, const Manifest& manifest) const;

  const Options options_;
};

// Of the files that the manifest names, model.json included.
std::uint64_t bytes_of(const Manifest& manifest);

}  // namespace visiond::models
