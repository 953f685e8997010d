// The table of fail points against the code that passes them, the page that explains them, and the program.
#include "daemon/base/failpoint.hpp"
#include "daemon/base/failpoint_table.hpp"
#include "tests/support/child_process.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
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

// What stands between the two, wherever they are.
Names found(const std::string& text, const std::string& before, const std::string& after) {
  Names names;
  for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
    at += before.size();
    names.insert(text.substr(at, text.find(after, at) - at));
  }
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
  auto passed = found(code, "base::may_fail(\"", "\"");
  passed.merge(found(code, "base::may_crash(\"", "\""));
  EXPECT_EQ(passed, of_table());
}

TEST(FailpointTable, is_what_the_page_explains) {
  const auto page = text_of(fs::path(VISIOND_SOURCE_DIR) / "docs/failpoints.md");
  const auto table = page.substr(page.find("| name | error | where |"));
  EXPECT_EQ(found(table, "\n| `", "` |"), of_table());
  for (const auto& row : base::failpoint_table) {
    const auto* error = row.fails == base::Fails::none ? "` | | " : "` | yes | ";
    EXPECT_NE(table.find("\n| `" + std::string(row.name) + error), std::string::npos) << row.name;
  }
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
