#include "daemon/base/allowed_paths.hpp"

#include <algorithm>
#include <system_error>

namespace visiond::base {

namespace fs = std::filesystem;

namespace {

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto [rest, end] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return rest == folder.end() || (*rest).empty();
}

}  // namespace

std::optional<fs::path> allowed_path(const fs::path& path, const std::vector<fs::path>& allowed) {
  std::error_code error;
  if (!path.is_absolute()) return std::nullopt;
  auto real = fs::weakly_canonical(path, error);
  const bool inside = !error && std::any_of(allowed.begin(), allowed.end(), [&](const fs::path& folder) {
    std::error_code ignored;
    return lies_in(real, fs::weakly_canonical(folder, ignored));
  });
  if (!inside) return std::nullopt;
  return real;
}

}  // namespace visiond::base
