#pragma once
// The registry of models as rpc sees it: what is installed, what could be, and how that changes. Free of OpenCV.
// Thread-safe; every call returns at once and answers on a thread of the registry's, exactly once.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/models/manifest.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace visiond::models {

// A folder with a model.json, or an archive of one, on this machine.
struct FromServerPath {
  std::string path;
};
// A folder with a model.json that this daemon has made itself; no caller can ask for it.
struct FromOwnFolder {
  std::filesystem::path folder;
};
// An archive.
struct FromUrl {
  std::string url;
};
// What the catalogue names, from where it says.
struct FromCatalogue {
  std::string name;  // id@version
};
// An archive that comes in pieces.
class Upload {
 public:
  virtual ~Upload() = default;
  // Blocks until there is more, at most `patience`; nothing at the end. CANCELLED where the sender went away, TIMED_OUT
  // where it sent nothing; it is not asked again after either.
  virtual base::Result<std::optional<std::string>> next(base::Duration patience) = 0;
};

struct InstallRequest {
  std::variant<FromServerPath, FromOwnFolder, FromUrl, FromCatalogue, std::shared_ptr<Upload>> from;
  std::string name{};    // the id@version that it must be; empty: whatever the manifest says
  std::string sha256{};  // of the archive, or of a folder's model.json; must be given for what comes from elsewhere
};

struct InstalledModel {
  Manifest manifest;
  std::uint64_t bytes = 0;  // of its files
};

struct ModelList {
  std::vector<InstalledModel> installed;  // by name
  std::vector<Manifest> available;        // in the catalogue and not installed, by name
  std::string catalogue_problem;          // why the catalogue cannot be read; empty where it can
};

// Which revision uses a model, in a few words; nothing where none does. Called on a thread of the registry's, may
// block.
using UsedBy = std::function<base::Result<std::optional<std::string>>(const std::string& name)>;

class ModelsApi {
 public:
  virtual ~ModelsApi() = default;

  virtual void list(std::function<void(base::Result<ModelList>)> done) = 0;
  // All of it, or nothing. INVALID_REQUEST where it is no sound model, MODEL_EXISTS, DOWNLOAD_FAILED, STORAGE_FULL,
  // STORAGE_FAILED, CANCELLED, QUEUE_FULL while too many others are under way, DRAINING.
  virtual void install(InstallRequest request, std::stop_token stop,
                       std::function<void(base::Result<InstalledModel>)> done) = 0;
  // NO_SUCH_MODEL; MODEL_IN_USE with what used_by said. While it asks, nobody can begin to use the model.
  virtual void remove(std::string name, UsedBy used_by, std::function<void(base::Result<void>)> done) = 0;
};

}  // namespace visiond::models
