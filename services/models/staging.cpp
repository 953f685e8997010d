#include "services/models/staging.hpp"

#include "services/models/new_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace visiond::models {

namespace fs = std::filesystem;

namespace {

// No model's id can begin with a dot.
constexpr const char* parent = ".staging";

}  // namespace

base::Result<Staging> Staging::make(const fs::path& models_dir) {
  std::error_code error;
  fs::create_directories(models_dir / parent, error);
  if (error) return storage_error(models_dir / parent, error.value());
  std::string pattern = (models_dir / parent / "XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return storage_error(models_dir / parent, errno);
  return Staging(pattern);
}

Staging::~Staging() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

void sweep_staging(const fs::path& models_dir) {
  std::error_code ignored;
  fs::remove_all(models_dir / parent, ignored);
}

}  // namespace visiond::models
