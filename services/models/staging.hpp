#pragma once
// A folder for what is not installed yet, inside the models' folder, so that the last step is one rename. It goes with
// its object; what a crash left of others goes with sweep_staging(). Used by one thread.

#include "daemon/base/error.hpp"

#include <filesystem>
#include <utility>

namespace visiond::models {

class Staging {
 public:
  // Empty, with a name of its own.
  static base::Result<Staging> make(const std::filesystem::path& models_dir);
  Staging(Staging&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  Staging& operator=(Staging&&) = delete;
  ~Staging();

  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit Staging(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

// At the start, while nothing is being installed.
void sweep_staging(const std::filesystem::path& models_dir);

}  // namespace visiond::models
