#include "services/models/allowed_paths.hpp"

#include "daemon/base/allowed_paths.hpp"
#include "daemon/settings/formats.hpp"

#include <system_error>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

namespace {

Error refused(const std::string& what) { return {ErrorCode::invalid_request, "server_path", "server_path " + what}; }

}  // namespace

base::Result<fs::path> allowed_path(const std::string& path, const std::vector<fs::path>& allowed) {
  if (!fs::path(path).is_absolute()) return refused(settings::quoted(path) + " is not absolute; name it from / on");
  auto real = base::allowed_path(path, allowed);
  if (!real) {
    std::string folders;
    for (const auto& each : allowed) folders += (folders.empty() ? "" : ", ") + each.string();
    return refused(settings::quoted(path) + " lies outside what the configuration's allowed_paths open: " + folders +
                   "; an archive that lies elsewhere can be uploaded");
  }
  std::error_code missing;
  if (!fs::exists(*real, missing)) return refused(settings::quoted(path) + " is not there");
  return std::move(*real);
}

}  // namespace visiond::models
