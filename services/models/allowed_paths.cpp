#include "services/models/allowed_paths.hpp"

#include "daemon/settings/formats.hpp"

#include <algorithm>
#include <system_error>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

namespace {

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto [rest, end] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return rest == folder.end() || (*rest).empty();
}

Error refused(const std::string& what) { return {ErrorCode::invalid_request, "server_path", "server_path " + what}; }

}  // namespace

base::Result<fs::path> allowed_path(const std::string& path, const std::vector<fs::path>& allowed) {
  if (!fs::path(path).is_absolute()) return refused(settings::quoted(path) + " is not absolute; name it from / on");
  std::error_code error, missing;
  const auto real = fs::weakly_canonical(path, error);
  const bool inside = !error && std::any_of(allowed.begin(), allowed.end(), [&](const fs::path& folder) {
    std::error_code ignored;
    return lies_in(real, fs::weakly_canonical(folder, ignored));
  });
  if (!inside) {
    std::string folders;
    for (const auto& each : allowed) folders += (folders.empty() ? "" : ", ") + each.string();
    return refused(settings::quoted(path) + " lies outside what the configuration's allowed_paths open: " + folders);
  }
  if (!fs::exists(real, missing)) return refused(settings::quoted(path) + " is not there");
  return real;
}

}  // namespace visiond::models
