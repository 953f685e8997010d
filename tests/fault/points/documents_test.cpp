// The table of fail points against the code that passes them, the page that explains them, and the program.
#include "daemon/base/failpoint.hpp"
#include "daemon/base/failpoint_table.hpp"
#include "tests/support/child_process.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace visiond {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What the pattern's first group matches.
Names found(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  Names names;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    names.insert((*match)[1].str());
  return names;
}

Names of_table() {
  Names names;
  for (const auto& row : base::failpoint_table) names.emplace(row.name);
  return names;
}

TEST(FailpointTable, holds_what_the_code_passes) {
  std::string code;
  for (const auto* folder : {"daemon", "services"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(VISIOND_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".cpp") code += text_of(entry.path());
  EXPECT_EQ(found(code, R"re(base::may_(?:fail|crash)\("([^"]+)"\))re"), of_table());
}

TEST(FailpointTable, is_what_the_page_explains) {
  const auto page = text_of(fs::path(VISIOND_SOURCE_DIR) / "docs/failpoints.md");
  EXPECT_EQ(found(page, R"re(\n\| `([a-z_]+\.[a-z_]+)` \|)re"), of_table());
  EXPECT_EQ(found(page, R"re(\n\| `([a-z_]+\.[a-z_]+)` \| yes \|)re"), [] {
    Names names;
    for (const auto& row : base::failpoint_table)
      if (row.fails != base::Fails::none) names.emplace(row.name);
    return names;
  }());
}

std::string visiond() { return (fs::path(testing::own_path()).parent_path() / "visiond").string(); }

TEST(FailpointTable, is_what_visiond_lists) {
  const auto listed = testing::run_to_end({visiond(), "--list-failpoints"});
  if (!base::has_failpoints) {
    EXPECT_EQ(listed.exit_code, 2);
    EXPECT_NE(listed.output.find("built without fail points"), std::string::npos) << listed.output;
    return;
  }
  EXPECT_EQ(listed.exit_code, 0);
  std::string names;
  for (const auto& name : of_table()) names += name + "\n";
  EXPECT_EQ(listed.output, names);
}

#if defined(NDEBUG) && !defined(VISIOND_FAILPOINTS)
TEST(FailpointTable, is_not_in_what_is_shipped) {
  const auto program = text_of(visiond());
  ASSERT_NE(program.find("built without fail points"), std::string::npos);
  for (const auto& name : of_table()) EXPECT_EQ(program.find(name), std::string::npos) << name;
}
#endif

}  // namespace
}  // namespace visiond
