#include "daemon/base/credential.hpp"

#include "daemon/base/allowed_paths.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace visiond::base {
namespace {

constexpr std::uintmax_t longest = 64 << 10;

Error failed(const std::string& reference, const std::string& why) {
  return {ErrorCode::rolled_back, "", "cannot read the credential " + reference + ": " + why};
}

Result<std::string> read(const std::string& reference, const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error))
    return failed(reference, "it is no regular file");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) return failed(reference, std::strerror(errno));
  if (std::filesystem::file_size(file, error) > longest) return failed(reference, "it is longer than any credential");
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.empty()) return failed(reference, "it is empty");
  return text;
}

Result<std::string> read_allowed(const std::string& reference, const std::vector<std::filesystem::path>& allowed) {
  const auto file = allowed_path(reference.substr(5), allowed);
  if (file) return read(reference, *file);
  std::string folders;
  for (const auto& each : allowed) folders += (folders.empty() ? "" : ", ") + each.string();
  return failed(reference,
                "a credential's file must lie, by its whole path, in what the configuration's allowed_paths "
                "open: " +
                    folders);
}

}  // namespace

Result<std::string> resolve_credential(const std::string& reference,
                                       const std::vector<std::filesystem::path>& allowed) {
  if (reference.starts_with("env:")) {
    const char* value = std::getenv(reference.c_str() + 4);
    if (value == nullptr || *value == '\0') return failed(reference, "visiond's environment has no such variable");
    return std::string(value);
  }
  if (reference.starts_with("file:")) return read_allowed(reference, allowed);
  if (reference.starts_with("credential:")) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr) return failed(reference, "systemd gave visiond none; add LoadCredential= to its unit");
    return read(reference, std::filesystem::path(folder) / reference.substr(11));
  }
  return failed(reference, "it must be env:NAME, file:PATH or credential:NAME");
}

std::string redacted(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "***");
    at += 3;
  }
  return text;
}

}  // namespace visiond::base
