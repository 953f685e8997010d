#include "daemon/base/allowed_paths.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace visiond::base {
namespace {

namespace fs = std::filesystem;

class AllowedPaths : public ::testing::Test {
 protected:
  AllowedPaths() {
    fs::create_directories(folder / "open" / "below");
    fs::create_directories(folder / "open wide");
    fs::create_directory_symlink(folder / "open wide", folder / "open" / "way out");
  }
  bool allowed(const fs::path& path) const { return allowed_path(path, {folder / "open"}).has_value(); }

  testing::TempFolder temporary;
  const fs::path folder = fs::canonical(temporary.path());
};

TEST_F(AllowedPaths, are_those_in_and_below_a_folder) {
  EXPECT_TRUE(allowed(folder / "open"));
  EXPECT_TRUE(allowed(folder / "open" / "below" / "absent"));
  EXPECT_EQ(allowed_path(folder / "open" / "below" / ".." / "x", {folder / "open"}), folder / "open" / "x");
  EXPECT_TRUE(allowed_path(folder / "a", {"/absent", folder}));
}

TEST_F(AllowedPaths, are_no_others) {
  EXPECT_FALSE(allowed(folder / "open wide"));
  EXPECT_FALSE(allowed(folder));
  EXPECT_FALSE(allowed(folder / "open" / ".." / "open wide"));
  EXPECT_FALSE(allowed(folder / "open" / "way out" / "x")) << "links are followed";
  EXPECT_FALSE(allowed("open/x")) << "not absolute";
  EXPECT_FALSE(allowed_path(folder / "open", {}));
}

}  // namespace
}  // namespace visiond::base
