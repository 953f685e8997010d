#include "daemon/rpc/wire_text.hpp"

#include "daemon/settings/formats.hpp"

#include <gtest/gtest.h>

#include <random>

namespace visiond::rpc {
namespace {

using namespace std::string_literals;

TEST(WireText, keeps_text) {
  EXPECT_EQ(wire_text(""), "");
  EXPECT_EQ(wire_text("Kamera größer 字 😀"), "Kamera größer 字 😀");
}

TEST(WireText, replaces_each_byte_that_belongs_to_no_character) {
  EXPECT_EQ(wire_text("\xE9tat"), "\xEF\xBF\xBDtat");
  EXPECT_EQ(wire_text("a\xFF\xFE"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(wire_text("a\0b"s), "a\xEF\xBF\xBD"s + "b");
}

TEST(WireText, replaces_a_character_that_is_cut_off) {
  EXPECT_EQ(wire_text("\xF0\x9F\x98"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(wire_text("é\xC3"), "é\xEF\xBF\xBD");
}

TEST(WireText, is_text_whatever_comes) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (auto n = random() % 20; n > 0; --n) bytes += static_cast<char>(random());
    EXPECT_TRUE(bytes.empty() || settings::is_text(wire_text(bytes)));
  }
}

}  // namespace
}  // namespace visiond::rpc
