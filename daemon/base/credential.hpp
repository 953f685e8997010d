#pragma once
// Secrets are never settings: a setting names where one is, and it is read when it is used. Stateless; thread-safe.

#include "daemon/base/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::base {

// What env:NAME, file:PATH or credential:NAME (systemd.exec(5), "Credentials") stands for, without the line break at
// its end. A file must lie in or below one of `allowed`, so that no setting can name any file of the machine. The error
// names the reference and never what was found there; its path is empty.
Result<std::string> resolve_credential(const std::string& reference, const std::vector<std::filesystem::path>& allowed);

// The text with every occurrence of the secret replaced, for what libraries say; unchanged where there is no secret.
std::string redacted(std::string text, const std::string& secret);

}  // namespace visiond::base
