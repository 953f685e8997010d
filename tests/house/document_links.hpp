#pragma once
// Where the documents point to: links of Markdown, and paths in code spans. Only what stands in this repository is
// looked for. Stateless.

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::house {

// README.md, CHANGELOG.md and everything in docs, from the root.
std::vector<std::filesystem::path> documents(const std::filesystem::path& root);

// Links that lead nowhere and paths of files that are not there, each as FILE:LINE: TARGET: why.
std::vector<std::string> broken_links(const std::filesystem::path& root, const std::filesystem::path& document);

}  // namespace visiond::house
