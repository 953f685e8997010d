#pragma once
// A file from an http or https URL, by libcurl: certificates are checked, redirects followed to http and https only.
// Blocks; thread-safe.

#include "daemon/base/error.hpp"
#include "services/models/limits.hpp"

#include <filesystem>
#include <stop_token>
#include <string>

namespace visiond::models {

// What is wrong with a URL to download from; an empty text where nothing is. User information is refused unseen: it
// would stand in logs and answers.
std::string url_mistake(const std::string& url);

// Writes `file` anew. DOWNLOAD_FAILED with what the server or the network said, INVALID_REQUEST where the URL is none
// or more comes than `limits` allow, STORAGE_FULL, CANCELLED. What was written of it stays for the caller to remove.
base::Result<void> download(const std::string& url, const std::filesystem::path& file, const Limits& limits,
                            std::stop_token stop);

}  // namespace visiond::models
