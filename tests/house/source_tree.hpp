#pragma once
// The repository's C++ files as text, for tests of the repository itself: what each includes, and its code without
// comments and literals. Values.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::house {

struct Include {
  int line = 0;      // from 1
  std::string path;  // as written
};

struct SourceFile {
  std::vector<Include> includes;
  std::vector<std::string> code;  // by line; comments gone, literals emptied
};

// By path from the repository's root, with slashes.
using SourceTree = std::map<std::string, SourceFile>;

SourceFile parse_source(std::string_view text);

// Everything ending in .hpp or .cpp below daemon, services, client and tests.
SourceTree read_sources(const std::filesystem::path& root);

}  // namespace visiond::house
