#include "services/models/file_digests.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace visiond::models {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ns;

class FileDigestsTest : public ::testing::Test {
 protected:
  static void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  // Counts the files that are read.
  FileDigests make(std::chrono::nanoseconds settled) {
    return FileDigests(
        [this](const fs::path& path) {
          ++computed;
          return base::sha256_hex_of_file(path);
        },
        settled);
  }

  testing::TempFolder folder;
  const fs::path file = folder.path() / "net.onnx";
  int computed = 0;
};

TEST_F(FileDigestsTest, reads_a_file_once_while_it_stays_as_it_is) {
  write(file, "network");
  auto digests = make(0ns);
  EXPECT_EQ(digests.of(file), base::sha256_hex("network"));
  EXPECT_EQ(digests.of(file), base::sha256_hex("network"));
  EXPECT_EQ(computed, 1);
}

TEST_F(FileDigestsTest, reads_again_what_was_written_in_place_even_with_its_old_time) {
  write(file, "network");
  const auto time = fs::last_write_time(file);
  auto digests = make(0ns);
  digests.of(file);
  // The clock of changes goes in steps; the time below it only grows.
  const auto changed = [&] {
    write(file, "netwerk");
    fs::last_write_time(file, time);
    return digests.of(file) == base::sha256_hex("netwerk");
  };
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  bool seen = changed();
  while (!seen && std::chrono::steady_clock::now() < limit) seen = changed();
  EXPECT_TRUE(seen);
}

TEST_F(FileDigestsTest, reads_again_what_took_the_place_of_a_file) {
  write(file, "network");
  auto digests = make(0ns);
  digests.of(file);
  const auto other = folder.path() / "other";
  write(other, "netwerk");
  fs::last_write_time(other, fs::last_write_time(file));
  fs::rename(other, file);
  EXPECT_EQ(digests.of(file), base::sha256_hex("netwerk"));
}

TEST_F(FileDigestsTest, reads_again_a_file_that_has_only_just_changed) {
  write(file, "network");
  auto digests = make(1h);
  digests.of(file);
  digests.of(file);
  EXPECT_EQ(computed, 2);
}

TEST_F(FileDigestsTest, does_not_remember_a_file_that_changes_while_it_is_read) {
  write(file, "network");
  FileDigests digests(
      [&](const fs::path& which) {
        ++computed;
        auto digest = base::sha256_hex_of_file(which);
        if (computed == 1) write(file, "another network");
        return digest;
      },
      0ns);
  EXPECT_EQ(digests.of(file), base::sha256_hex("network"));
  EXPECT_EQ(digests.of(file), base::sha256_hex("another network"));
}

TEST_F(FileDigestsTest, knows_nothing_of_a_file_that_is_gone) {
  write(file, "network");
  auto digests = make(0ns);
  digests.of(file);
  fs::remove(file);
  EXPECT_FALSE(digests.of(file));
}

}  // namespace
}  // namespace visiond::models
