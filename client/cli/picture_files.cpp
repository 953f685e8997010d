#include "client/cli/picture_files.hpp"

#include "client/cli/usage_error.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace visiond::cli {
namespace {

namespace fs = std::filesystem;

bool is_picture(const fs::path& file) {
  auto ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

}  // namespace

std::vector<std::string> picture_files(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const auto& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      if (!fs::exists(name, error)) throw UsageError(name + " is not there");
      files.push_back(name);
      continue;
    }
    const auto before = std::ssize(files);
    for (const auto& entry : fs::directory_iterator(name, error))
      if (is_picture(entry.path())) files.push_back(entry.path().string());
    if (error) throw UsageError(name + " cannot be read: " + error.message());
    if (std::ssize(files) == before) throw UsageError(name + " holds no PNG and no JPEG file");
    std::sort(files.begin() + before, files.end());
  }
  return files;
}

std::string content_of(const std::string& file, std::size_t most) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) throw UsageError(file + " cannot be read");
  if (size > most)
    throw UsageError(file + " has " + std::to_string(size) + " bytes; a sample may have " + std::to_string(most));
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace visiond::cli
