#pragma once
// Which files a command line means by names of files and folders. Reads folders; thread-safe.

#include <string>
#include <vector>

namespace visiond::cli {

// Of a folder its PNG and JPEG files, by name; of a file itself. Throws UsageError for what is not there, and for a
// folder without any.
std::vector<std::string> picture_files(const std::vector<std::string>& names);

// Throws UsageError where it cannot be read, or is larger than `most`.
std::string content_of(const std::string& file, std::size_t most);

}  // namespace visiond::cli
