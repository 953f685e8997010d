#include "daemon/store/opening.hpp"

#include "daemon/sqlite/database.hpp"
#include "daemon/store/damaged.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace visiond::testing {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr std::uint64_t page = 4096;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void overwrite(const fs::path& file, std::uint64_t offset, std::uint64_t count) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream << std::string(count, '\x5A');
  ASSERT_TRUE(stream.flush());
}

// A store with a clean stop behind it, to be damaged. Made once, copied for each test.
struct Damage : ::testing::Test {
  static void SetUpTestSuite() {
    sound = std::make_unique<StoreWorld>();
    sound->open();
    sound->commit_more(60);
    sound->close();
  }
  static void TearDownTestSuite() { sound.reset(); }
  static inline std::unique_ptr<StoreWorld> sound;

  Damage() { fs::copy_file(sound->file(), world.file()); }
  void execute(const char* sql) {
    sqlite::Database database(world.file(), sqlite::Database::Mode::existing);
    database.execute(sql).value();
    database.checkpoint_on_close(true);
  }
  // Left by a stop that was no stop.
  void leave_log() { std::ofstream(world.wal()).flush(); }
  std::vector<fs::path> aside() { return store::files_set_aside(world.folder.path()); }
  void expect_refused() {
    const auto error = world.opening_error();
    EXPECT_EQ(error.code, ErrorCode::store_damaged) << error.message;
    ASSERT_EQ(aside().size(), 1U);
    EXPECT_EQ(error.path, aside().front().string());
    EXPECT_NE(error.message.find("--start-from-newest-readable"), std::string::npos) << error.message;
    EXPECT_FALSE(fs::exists(world.file()));
  }
  void start_from_newest_readable() {
    world.options.start_from_newest_readable = true;
    world.open();
  }
  StoreWorld world;
};

TEST_F(Damage, of_the_header_is_found) {
  overwrite(world.file(), 0, 100);
  expect_refused();
}

TEST_F(Damage, by_truncation_is_found) {
  fs::resize_file(world.file(), fs::file_size(world.file()) / 2);
  expect_refused();
}

TEST_F(Damage, by_truncation_to_nothing_is_no_new_store) {
  fs::resize_file(world.file(), 0);
  expect_refused();
}

TEST_F(Damage, of_a_page_in_the_middle_is_found_after_an_unclean_stop) {
  overwrite(world.file(), fs::file_size(world.file()) / page / 2 * page, page);
  leave_log();
  expect_refused();
}

TEST_F(Damage, of_the_newest_document_is_found) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision = 60");
  expect_refused();
}

TEST_F(Damage, by_a_missing_table_is_found) {
  execute("DROP TABLE requests");
  expect_refused();
}

TEST_F(Damage, by_a_foreign_database_is_found) {
  fs::remove(world.file());
  {
    sqlite::Database foreign(world.file(), sqlite::Database::Mode::create);
    ASSERT_TRUE(foreign.execute("CREATE TABLE revisions (revision INTEGER)"));
  }
  expect_refused();
}

TEST_F(Damage, by_loss_of_the_file_beside_its_log_is_found) {
  world.open();
  world.commit(61);
  world.stop_uncleanly();
  fs::remove(world.file());
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::store_damaged) << error.message;
  EXPECT_FALSE(fs::exists(world.wal())) << "it would be mixed into a new store";
}

TEST_F(Damage, met_while_running_makes_the_next_start_look_closely) {
  world.open();
  overwrite(world.file(), page, fs::file_size(world.file()) - page);
  EXPECT_FALSE(world.store->revisions({}));
  world.close();
  EXPECT_TRUE(fs::exists(world.wal()));
  expect_refused();
}

TEST_F(Damage, keeps_every_byte_of_the_file_and_its_log) {
  world.open();
  world.commit(61);
  world.stop_uncleanly();
  overwrite(world.file(), fs::file_size(world.file()) / page / 2 * page, page);
  const auto file = bytes_of(world.file());
  const auto log = bytes_of(world.wal());
  expect_refused();
  EXPECT_TRUE(bytes_of(aside().front()) == file);
  EXPECT_TRUE(bytes_of(aside().front().string() + "-wal") == log);
}

// As if written by an older visiond: what was to be migrated is not.
TEST_F(Damage, keeps_every_byte_of_a_file_in_need_of_migration) {
  execute("ALTER TABLE timings DROP COLUMN downtime; PRAGMA user_version = 1");
  const auto file = bytes_of(world.file());
  expect_refused();
  EXPECT_TRUE(bytes_of(aside().front()) == file);
  EXPECT_EQ(bytes_of(aside().front().string() + "-wal"), "");
}

TEST_F(Damage, keeps_every_byte_of_a_file_that_has_no_log) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision = 60; PRAGMA journal_mode = DELETE");
  const auto file = bytes_of(world.file());
  expect_refused();
  EXPECT_TRUE(bytes_of(aside().front()) == file);
}

TEST_F(Damage, of_the_formats_number_is_found) {
  execute("PRAGMA user_version = -7");
  const auto file = bytes_of(world.file());
  expect_refused();
  EXPECT_TRUE(bytes_of(aside().front()) == file);
}

TEST_F(Damage, is_not_forgotten_at_the_next_plain_start) {
  overwrite(world.file(), 0, 100);
  expect_refused();
  expect_refused();
}

TEST_F(Damage, is_over_when_the_file_was_moved_out_of_the_folder) {
  overwrite(world.file(), 0, 100);
  expect_refused();
  fs::remove(aside().front());
  world.open();
  EXPECT_EQ(world.newest(), 0U);
}

TEST_F(Damage, of_the_newest_document_goes_back_to_the_one_before) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision = 60");
  start_from_newest_readable();
  ASSERT_EQ(world.newest(), 59U);
  for (std::uint64_t number = 1; number <= 59; ++number)
    EXPECT_TRUE(whole(world.store->revision({number}).value())) << number;
}

TEST_F(Damage, of_an_older_document_is_where_the_history_begins_anew) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision IN (60, 40)");
  start_from_newest_readable();
  EXPECT_EQ(world.newest(), 59U);
  EXPECT_FALSE(world.store->revision({40}));
  EXPECT_TRUE(world.store->revision({41}));
}

TEST_F(Damage, of_the_newest_pages_goes_back_to_what_stands_before) {
  fs::resize_file(world.file(), fs::file_size(world.file()) - 3 * page);
  start_from_newest_readable();
  const auto newest = world.newest();
  EXPECT_GE(newest, 20U);
  EXPECT_LT(newest, 60U);
  for (std::uint64_t number = 1; number <= newest; ++number)
    EXPECT_TRUE(whole(world.store->revision({number}).value())) << number;
}

TEST_F(Damage, of_the_first_page_loses_no_revision) {
  overwrite(world.file(), 0, page);
  start_from_newest_readable();
  EXPECT_EQ(world.newest(), 60U);
  EXPECT_TRUE(whole(world.store->revision({1}).value()));
}

TEST_F(Damage, does_not_lose_what_stands_only_in_the_log) {
  world.open();
  world.commit(61);
  world.stop_uncleanly();
  overwrite(world.file(), fs::file_size(world.file()) / page / 2 * page, page);
  start_from_newest_readable();
  ASSERT_EQ(world.newest(), 61U);
  EXPECT_TRUE(whole(world.store->revision({61}).value()));
}

TEST_F(Damage, of_everything_does_not_begin_anew_by_itself) {
  overwrite(world.file(), 0, fs::file_size(world.file()));
  world.options.start_from_newest_readable = true;
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::store_damaged);
  EXPECT_NE(error.message.find("No revision can be read"), std::string::npos) << error.message;
}

TEST_F(Damage, can_be_repaired_at_a_later_start) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision = 60");
  expect_refused();
  start_from_newest_readable();
  EXPECT_EQ(world.newest(), 59U);
}

TEST_F(Damage, once_repaired_lets_plain_starts_through_and_takes_commits) {
  execute("UPDATE revisions SET sparse = '{\"camera\":' WHERE revision = 60");
  start_from_newest_readable();
  EXPECT_NE(world.store->opening_note().find("revision 59"), std::string::npos) << world.store->opening_note();
  world.commit(60);
  world.options.start_from_newest_readable = false;
  world.open();
  EXPECT_EQ(world.newest(), 60U);
  EXPECT_TRUE(world.store->opening_note().empty());
  EXPECT_EQ(aside().size(), 1U) << "the damaged file stays";
}

TEST_F(Damage, leaves_nothing_but_the_store_and_what_was_set_aside) {
  overwrite(world.file(), 0, page);
  start_from_newest_readable();
  world.close();
  EXPECT_EQ(std::distance(fs::directory_iterator(world.folder.path()), fs::directory_iterator()), 2);
}

TEST_F(Damage, is_not_seen_in_a_sound_store_after_an_unclean_stop) {
  world.open();
  world.commit(61);
  world.stop_uncleanly();
  world.open();
  EXPECT_EQ(world.newest(), 61U);
  EXPECT_TRUE(aside().empty());
}

TEST_F(Damage, is_not_seen_in_the_store_of_a_newer_visiond) {
  execute("PRAGMA user_version = 1000");
  const auto before = bytes_of(world.file());
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::storage_failed);
  EXPECT_NE(error.message.find("newer visiond"), std::string::npos) << error.message;
  EXPECT_TRUE(bytes_of(world.file()) == before);
}

TEST_F(Damage, is_not_seen_in_a_store_that_another_program_reads) {
  sqlite::Database other(world.file(), sqlite::Database::Mode::existing);
  ASSERT_TRUE(other.execute("BEGIN; SELECT * FROM revisions"));
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::storage_failed);
  EXPECT_NE(error.message.find("in use by another process"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace visiond::testing
