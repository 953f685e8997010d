#include "client/cli/value_reader.hpp"

#include "client/cli/usage_error.hpp"
#include "client/lib/value.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace visiond::cli {
namespace {

using Setting = v1::SettingsSchema::Setting;

std::string read(SettingType type, const std::string& text) {
  return settings::write_json(client::to_json(read_value(type, text)));
}

TEST(ValueReader, takes_the_text_of_a_text_setting_as_it_is) {
  EXPECT_EQ(read(Setting::TYPE_STRING, "4"), R"("4")");
  EXPECT_EQ(read(Setting::TYPE_STRING, "true"), R"("true")");
  EXPECT_EQ(read(Setting::TYPE_STRING, "null"), R"("null")");
  EXPECT_EQ(read(Setting::TYPE_STRING, "file:/a#b=c"), R"("file:/a#b=c")");
  EXPECT_EQ(read(Setting::TYPE_STRING, " spaced "), R"(" spaced ")");
  EXPECT_EQ(read(Setting::TYPE_STRING, ""), R"("")");
}

TEST(ValueReader, reads_numbers) {
  EXPECT_EQ(read(Setting::TYPE_INTEGER, "1920"), "1920");
  EXPECT_EQ(read(Setting::TYPE_NUMBER, "0.6"), "0.6");
  EXPECT_EQ(read(Setting::TYPE_NUMBER, "-1e-3"), "-0.001");
  EXPECT_EQ(read(Setting::TYPE_INTEGER, "1920.5"), "1920.5");
}

TEST(ValueReader, sends_what_is_no_finite_number_as_text_for_the_daemon_to_refuse) {
  EXPECT_EQ(read(Setting::TYPE_NUMBER, "wide"), R"("wide")");
  EXPECT_EQ(read(Setting::TYPE_NUMBER, "nan"), R"("nan")");
  EXPECT_EQ(read(Setting::TYPE_NUMBER, "inf"), R"("inf")");
  EXPECT_EQ(read(Setting::TYPE_INTEGER, "12px"), R"("12px")");
  EXPECT_EQ(read(Setting::TYPE_INTEGER, ""), R"("")");
}

TEST(ValueReader, reads_truth_by_its_usual_names) {
  for (const char* text : {"true", "on", "yes"}) EXPECT_EQ(read(Setting::TYPE_BOOL, text), "true") << text;
  for (const char* text : {"false", "off", "no"}) EXPECT_EQ(read(Setting::TYPE_BOOL, text), "false") << text;
  EXPECT_EQ(read(Setting::TYPE_BOOL, "maybe"), R"("maybe")");
}

TEST(ValueReader, reads_a_list_from_json_or_from_text_with_commas) {
  EXPECT_EQ(read(Setting::TYPE_LIST, R"(["traffic light","car"])"), R"(["traffic light","car"])");
  EXPECT_EQ(read(Setting::TYPE_LIST, "traffic light, car"), R"(["traffic light","car"])");
  EXPECT_EQ(read(Setting::TYPE_LIST, "car"), R"(["car"])");
  EXPECT_EQ(read(Setting::TYPE_LIST, ""), "[]");
  EXPECT_EQ(read(Setting::TYPE_LIST, "[]"), "[]");
}

TEST(ValueReader, reads_a_map_from_json) {
  EXPECT_EQ(read(Setting::TYPE_MAP, R"({"car":0.5})"), R"({"car":0.5})");
  EXPECT_EQ(read(Setting::TYPE_MAP, "car"), R"("car")");
}

TEST(ValueReader, guesses_where_no_type_is_known) {
  EXPECT_EQ(read(Setting::TYPE_UNSPECIFIED, "3"), "3");
  EXPECT_EQ(read(Setting::TYPE_UNSPECIFIED, "[[0,0],[1,0],[1,1]]"), "[[0,0],[1,0],[1,1]]");
  EXPECT_EQ(read(Setting::TYPE_UNSPECIFIED, "plain"), R"("plain")");
}

TEST(ValueReader, never_makes_a_value_a_reset) {
  for (const auto type : {Setting::TYPE_BOOL, Setting::TYPE_INTEGER, Setting::TYPE_MAP, Setting::TYPE_UNSPECIFIED})
    EXPECT_EQ(read(type, "null"), R"("null")");
}

TEST(ValueReader, takes_a_value_from_a_file_without_its_last_line_break) {
  const auto file = std::filesystem::path(testing::TempDir()) / "value_reader_test.txt";
  std::ofstream(file) << "two\nlines\n";
  std::istringstream in;
  EXPECT_EQ(expand_file("@" + file.string(), in), "two\nlines");
  std::filesystem::remove(file);
}

TEST(ValueReader, takes_a_value_from_the_input) {
  std::istringstream in("from a pipe\r\n");
  EXPECT_EQ(expand_file("@-", in), "from a pipe");
}

TEST(ValueReader, leaves_a_doubled_at_sign_as_text) {
  std::istringstream in;
  EXPECT_EQ(expand_file("@@home", in), "@home");
  EXPECT_EQ(expand_file("me@home", in), "me@home");
}

TEST(ValueReader, names_the_file_that_cannot_be_read) {
  std::istringstream in;
  try {
    expand_file("@/nonexistent/file", in);
    FAIL() << "a missing file was read";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "The file /nonexistent/file cannot be read: No such file or directory");
  }
  EXPECT_THROW(read_file(testing::TempDir(), in), UsageError) << "a folder is no file";
}

}  // namespace
}  // namespace visiond::cli
