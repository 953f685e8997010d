#include "daemon/store/damaged.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace visiond::testing {
namespace {

namespace fs = std::filesystem;

struct SetAside : ::testing::Test {
  void write(const std::string& name) { std::ofstream(folder.path() / name) << name; }
  bool there(const std::string& name) { return fs::exists(folder.path() / name); }
  std::string set_aside() { return store::set_aside(folder.path(), clock.wall_now()).value().filename().string(); }
  TempFolder folder;
  ManualClock clock;
};

TEST_F(SetAside, takes_the_time_into_the_name) {
  write("visiond.db");
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(set_aside(), "visiond.db.damaged-20260101T000101Z");
  EXPECT_TRUE(there("visiond.db.damaged-20260101T000101Z"));
  EXPECT_FALSE(there("visiond.db"));
}

TEST_F(SetAside, takes_the_log_along) {
  write("visiond.db");
  write("visiond.db-wal");
  EXPECT_TRUE(there(set_aside() + "-wal"));
  EXPECT_FALSE(there("visiond.db-wal"));
}

TEST_F(SetAside, does_not_overwrite_what_was_set_aside_in_the_same_second) {
  write("visiond.db");
  const auto first = set_aside();
  write("visiond.db");
  EXPECT_EQ(set_aside(), first + "-2");
  EXPECT_TRUE(there(first));
}

TEST_F(SetAside, ends_what_a_crash_interrupted) {
  write("visiond.db");
  const auto name = set_aside();
  write("visiond.db-wal");
  clock.advance(std::chrono::seconds(5));
  EXPECT_EQ(set_aside(), name);
  EXPECT_TRUE(there(name + "-wal"));
}

TEST_F(SetAside, lists_the_newest_first) {
  write("visiond.db");
  const auto older = set_aside();
  clock.advance(std::chrono::hours(1));
  write("visiond.db");
  write("visiond.db-wal");
  const auto newer = set_aside();
  EXPECT_EQ(store::files_set_aside(folder.path()),
            (std::vector<fs::path>{folder.path() / newer, folder.path() / older}));
}

}  // namespace
}  // namespace visiond::testing
