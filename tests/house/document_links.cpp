#include "tests/house/document_links.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <regex>
#include <set>

namespace visiond::house {
namespace {

namespace fs = std::filesystem;

struct Line {
  int number = 0;
  std::string text;
};

// Without fenced blocks.
std::vector<Line> prose(const fs::path& file) {
  std::vector<Line> lines;
  std::ifstream stream(file);
  bool fenced = false;
  int number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    if (text.starts_with("```"))
      fenced = !fenced;
    else if (!fenced)
      lines.push_back({number, text});
  }
  return lines;
}

// As GitHub makes them of headings: small letters, blanks to hyphens, other signs gone. UTF-8 beyond ASCII stays.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const unsigned char c : heading.substr(heading.find_first_not_of("# "))) {
    if (c == ' ')
      anchor += '-';
    else if (c >= 0x80 || std::isalnum(c) != 0 || c == '-' || c == '_')
      anchor += static_cast<char>(std::tolower(c));
  }
  return anchor;
}

bool has_anchor(const fs::path& file, const std::string& anchor) {
  const auto lines = prose(file);
  return std::any_of(lines.begin(), lines.end(),
                     [&](const Line& line) { return line.text.starts_with("#") && anchor_of(line.text) == anchor; });
}

std::optional<std::string> fault_of_link(const fs::path& document, const std::string& target) {
  static const std::regex elsewhere("^[a-z]+:.*");
  if (std::regex_match(target, elsewhere)) return std::nullopt;
  const auto hash = target.find('#');
  const auto path = target.substr(0, hash);
  const auto file = path.empty() ? document : document.parent_path() / path;
  if (!fs::exists(file)) return "there is no such file";
  if (hash != std::string::npos && !has_anchor(file, target.substr(hash + 1))) return "there is no such heading";
  return std::nullopt;
}

// Folders of the repository's root, and none that is made by building.
bool names_a_path(const fs::path& root, const std::string& code) {
  static const std::regex path("[\\w.-]+/[\\w./-]*");
  if (!std::regex_match(code, path)) return false;
  const auto top = code.substr(0, code.find('/'));
  return top != "build" && top != ".." && fs::is_directory(root / top);
}

}  // namespace

std::vector<fs::path> documents(const fs::path& root) {
  std::vector<fs::path> found;
  for (const auto* name : {"README.md", "CHANGELOG.md"})
    if (fs::exists(root / name)) found.emplace_back(name);
  if (!fs::exists(root / "docs")) return found;
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path().lexically_relative(root));
  return found;
}

std::vector<std::string> broken_links(const fs::path& root, const fs::path& document) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  static const std::regex code("`([^`]+)`");
  std::vector<std::string> broken;
  for (const auto& line : prose(root / document)) {
    const auto report = [&](const std::string& target, const std::string& why) {
      broken.push_back(document.generic_string() + ":" + std::to_string(line.number) + ": " + target + ": " + why);
    };
    for (auto at = std::sregex_iterator(line.text.begin(), line.text.end(), link); at != std::sregex_iterator(); ++at)
      if (const auto fault = fault_of_link(root / document, (*at)[1])) report((*at)[1], *fault);
    for (auto at = std::sregex_iterator(line.text.begin(), line.text.end(), code); at != std::sregex_iterator(); ++at)
      if (names_a_path(root, (*at)[1]) && !fs::exists(root / (*at)[1].str())) report((*at)[1], "there is no such file");
  }
  return broken;
}

}  // namespace visiond::house
