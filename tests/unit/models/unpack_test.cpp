#include "services/models/unpack.hpp"

#include "tests/support/archive_file.hpp"
#include "tests/support/model_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace visiond::models {
namespace {

namespace fs = std::filesystem;
using testing::ArchiveEntry;
using testing::ArchiveFormat;
using testing::make_archive;

class UnpackTest : public ::testing::Test {
 protected:
  UnpackTest() { fs::create_directory(target); }

  base::Result<void> unpack_bytes(const std::string& bytes, const Limits& limits = {}) {
    testing::ModelFolder::write(folder.path() / "archive", bytes);
    return unpack(folder.path() / "archive", target, limits, {});
  }
  std::string refusal(const std::vector<ArchiveEntry>& entries, const Limits& limits = {}) {
    const auto unpacked = unpack_bytes(make_archive(entries), limits);
    if (unpacked) return "accepted";
    EXPECT_EQ(unpacked.error().code, base::ErrorCode::invalid_request);
    return unpacked.error().message;
  }
  std::string content(const std::string& path) const {
    std::ifstream in(target / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Whatever the archive says, beside the target there is the archive only.
  void expect_nothing_outside() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.path())) ++count;
    EXPECT_LE(count, 2U);
  }

  testing::TempFolder folder;
  const fs::path target = folder.path() / "target";
};

TEST_F(UnpackTest, takes_files_and_folders_out_of_every_format) {
  for (const auto format : {ArchiveFormat::tar, ArchiveFormat::tar_gzip, ArchiveFormat::zip}) {
    fs::remove_all(target);
    fs::create_directory(target);
    const std::string large(300000, 'x');
    ASSERT_TRUE(unpack_bytes(make_archive(
        {{"m", "", ArchiveEntry::Kind::folder}, {"m/model.json", "{}"}, {"./m/net", large}, {"deep/er/file", "1"}},
        format)));
    EXPECT_EQ(content("m/model.json"), "{}");
    EXPECT_EQ(content("m/net"), large);
    EXPECT_EQ(content("deep/er/file"), "1");
  }
}

TEST_F(UnpackTest, refuses_paths_that_lead_out) {
  for (const char* path : {"../x", "a/../../x", "/tmp/x", "a/..", "..\\x"}) {
    EXPECT_NE(refusal({{path, "x"}}).find("its path"), std::string::npos) << path << ": " << refusal({{path, "x"}});
    expect_nothing_outside();
  }
}

TEST_F(UnpackTest, refuses_links_and_devices) {
  const auto at = [](const char* path, ArchiveEntry::Kind kind) { return ArchiveEntry{path, "/etc/passwd", kind}; };
  EXPECT_NE(refusal({at("l", ArchiveEntry::Kind::symbolic_link)}).find("a link or a device"), std::string::npos);
  EXPECT_NE(refusal({at("h", ArchiveEntry::Kind::hard_link)}).find("a link or a device"), std::string::npos);
  EXPECT_NE(refusal({at("d", ArchiveEntry::Kind::device)}).find("a link or a device"), std::string::npos);
  // Nor through a link that is followed later.
  EXPECT_NE(refusal({{"l2", "..", ArchiveEntry::Kind::symbolic_link}, {"l2/x", "x"}}), "accepted");
  expect_nothing_outside();
}

TEST_F(UnpackTest, refuses_two_of_a_name) {
  EXPECT_NE(refusal({{"a", "1"}, {"./a", "2"}}).find("comes twice"), std::string::npos);
  EXPECT_NE(refusal({{"f", "1"}, {"f/x", "2"}}), "accepted") << "a file is no folder";
}

TEST_F(UnpackTest, refuses_more_than_the_limits_allow) {
  EXPECT_NE(refusal({{"a", "1"}, {"b", "2"}, {"c", "3"}}, {.files = 2}).find("more than 2 files"), std::string::npos);
  const std::string half(600, 'x');
  EXPECT_NE(refusal({{"d", half}, {"e", half}}, {.bytes = 1000}).find("more than 1000 bytes"), std::string::npos);
}

TEST_F(UnpackTest, refuses_a_bomb_by_what_comes_of_it) {
  const auto bomb = make_archive({{"zeros", std::string(std::size_t{8} << 20, '\0')}});
  ASSERT_LT(bomb.size(), 100000U);
  const auto unpacked = unpack_bytes(bomb, {.bytes = std::uint64_t{1} << 20});
  ASSERT_FALSE(unpacked);
  EXPECT_NE(unpacked.error().message.find("unpacks to more"), std::string::npos);
  EXPECT_LE(fs::file_size(target / "zeros"), std::size_t{1} << 20);
}

TEST_F(UnpackTest, refuses_what_is_cut_short_or_no_archive) {
  std::string noise(200000, '\0');
  for (std::size_t n = 0; n < noise.size(); ++n) noise[n] = static_cast<char>((n * 2654435761U) >> 13U);
  for (const auto format : {ArchiveFormat::tar, ArchiveFormat::tar_gzip, ArchiveFormat::zip}) {
    const auto whole = make_archive({{"net", noise}}, format);
    fs::remove_all(target);
    fs::create_directory(target);
    EXPECT_FALSE(unpack_bytes(whole.substr(0, whole.size() / 2))) << static_cast<int>(format);
  }
  EXPECT_FALSE(unpack_bytes("this is no archive"));
  EXPECT_FALSE(unpack_bytes(""));
}

TEST_F(UnpackTest, ends_when_it_is_given_up) {
  std::stop_source stop;
  stop.request_stop();
  testing::ModelFolder::write(folder.path() / "archive", make_archive({{"a", "1"}}));
  EXPECT_EQ(unpack(folder.path() / "archive", target, {}, stop.get_token()).error().code, base::ErrorCode::cancelled);
}

}  // namespace
}  // namespace visiond::models
