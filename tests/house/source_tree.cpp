#include "tests/house/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>

namespace visiond::house {
namespace {

namespace fs = std::filesystem;

// What an #include line includes; the line as it stands in the file, because to the rest it is a literal.
std::optional<std::string> included(std::string_view line) {
  const auto skip_blanks = [&] {
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  };
  const auto skip = [&](std::string_view word) {
    skip_blanks();
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
  };
  if (!skip("#") || !skip("include")) return std::nullopt;
  skip_blanks();
  if (line.empty() || (line.front() != '"' && line.front() != '<')) return std::nullopt;
  const char end = line.front() == '"' ? '"' : '>';
  return std::string(line.substr(1, line.find(end, 1) - 1));
}

// Where a raw string that starts at `at` (at its R) ends.
std::size_t end_of_raw_string(std::string_view text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
  const std::size_t found = text.find(close, open);
  return found == std::string_view::npos ? text.size() : found + close.size();
}

std::size_t end_of_literal(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at)
    if (text[at] == '\\') ++at;
  return at + 1;
}

bool in_number(std::string_view text, std::size_t at) {
  return at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
}

// The text with comments and the insides of literals left out; line ends stay.
std::string bare_code(std::string_view text) {
  std::string code;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text.substr(at, 2) == "//")
      end = text.find('\n', at);
    else if (text.substr(at, 2) == "/*")
      end = text.find("*/", at + 2) == std::string_view::npos ? text.size() : text.find("*/", at + 2) + 2;
    else if (text.substr(at, 2) == "R\"")
      end = end_of_raw_string(text, at);
    else if (text[at] == '"' || (text[at] == '\'' && !in_number(text, at)))
      end = end_of_literal(text, at);
    else {
      code += text[at++];
      continue;
    }
    end = std::min(end, text.size());
    for (; at < end; ++at)
      if (text[at] == '\n') code += '\n';
  }
  return code;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

SourceFile parse_source(std::string_view text) {
  SourceFile file{.includes = {}, .code = lines_of(bare_code(text))};
  int number = 0;
  for (const auto& line : lines_of(text)) {
    ++number;
    if (auto path = included(line)) file.includes.push_back({number, std::move(*path)});
  }
  return file;
}

SourceTree read_sources(const fs::path& root) {
  SourceTree tree;
  for (const auto* folder : {"daemon", "services", "client", "tests"}) {
    if (!fs::exists(root / folder)) continue;
    for (auto entry = fs::recursive_directory_iterator(root / folder); entry != fs::end(entry); ++entry) {
      if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
      const auto extension = entry->path().extension();
      if (extension != ".hpp" && extension != ".cpp") continue;
      std::ifstream file(entry->path(), std::ios::binary);
      tree.emplace(entry->path().lexically_relative(root).generic_string(),
                   parse_source(std::string{std::istreambuf_iterator<char>(file), {}}));
    }
  }
  return tree;
}

}  // namespace visiond::house
