#include "daemon/base/digest.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace visiond::base {
namespace {

// FIPS 180-4's examples.
TEST(Sha256, knows_the_answers_of_the_standard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, reads_files_of_any_size) {
  const testing::TempFolder folder;
  const auto file = folder.path() / "file";
  EXPECT_EQ(sha256_hex_of_file(file), std::nullopt);
  EXPECT_EQ(sha256_hex_of_file(folder.path()), std::nullopt);
  for (const std::size_t size : {0U, 1U, 262'144U, 1'000'000U}) {
    std::ofstream(file, std::ios::binary) << std::string(size, 'a');
    EXPECT_EQ(sha256_hex_of_file(file), sha256_hex(std::string(size, 'a')));
  }
}

}  // namespace
}  // namespace visiond::base
