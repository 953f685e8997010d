#include "daemon/settings/json_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace visiond::settings {
namespace {

std::string mistake(std::string_view text, const JsonReadOptions& options = {}) {
  const auto result = read_json(text, options);
  return result ? "read as " + write_json(*result) : result.error().message;
}

double round_trip(double value) { return read_json(write_json(json::value(value))).value().to_number<double>(); }

TEST(ReadJson, keeps_integers_and_doubles_apart) {
  EXPECT_TRUE(read_json("1920").value().is_int64());
  EXPECT_TRUE(read_json("1920.0").value().is_double());
  EXPECT_EQ(read_json("-9223372036854775808").value(), json::value(std::numeric_limits<std::int64_t>::min()));
  EXPECT_TRUE(read_json("18446744073709551615").value().is_uint64());
}

TEST(ReadJson, builds_nested_values) {
  const auto value = read_json(R"( {"a":[1,{"b":[]},"x\u00e9\n"],"c":{"d":null,"e":[true,false]},"":0.5} )").value();
  EXPECT_EQ(value, json::value({{"a", {1, {{"b", json::array()}}, "xé\n"}},
                                {"c", {{"d", nullptr}, {"e", json::array{true, false}}}},
                                {"", 0.5}}));
}

TEST(ReadJson, reads_long_strings_and_numbers_whole) {
  const std::string text(5000, 'x');
  EXPECT_EQ(read_json('"' + text + "\\n\"").value(), json::value(text + "\n"));
  EXPECT_EQ(read_json("0." + std::string(3000, '3')).value(), json::value(1.0 / 3));
}

TEST(ReadJson, rounds_what_no_double_holds) {
  EXPECT_EQ(read_json("1e-400").value().as_double(), 0.0);
  EXPECT_EQ(mistake("1e400"), "line 1, column 6: the number is too large; it must be at most 1.7976931348623157e308");
  EXPECT_EQ(read_json("123456789012345678901234567890").value(), json::value(123456789012345678901234567890.0));
}

TEST(ReadJson, names_line_and_column_in_characters) {
  EXPECT_EQ(mistake("{\n  \"é\": 1,\n  \"üü\": ?\n}").substr(0, 22), "line 3, column 9: this");
}

TEST(ReadJson, names_the_file) {
  JsonReadOptions options;
  options.file = "visiond.json";
  const auto error = read_json("[1,\n2", options).error();
  EXPECT_EQ(error.path, "visiond.json");
  EXPECT_EQ(error.code, base::ErrorCode::invalid_setting);
  EXPECT_EQ(error.message, "visiond.json:2:2: the text ends too early; a closing bracket, brace or quote is missing");
}

TEST(ReadJson, refuses_duplicate_keys) {
  EXPECT_EQ(mistake(R"({"a":{"b":1,"b":2}})"),
            R"(line 1, column 15: the key "b" stands twice in one object; name it once)");
}

TEST(ReadJson, takes_one_key_in_several_objects) { EXPECT_TRUE(read_json(R"({"a":{"a":1},"b":{"a":2}})")); }

TEST(ReadJson, refuses_what_is_not_json) {
  for (const std::string_view text : {"", "nul", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "1.", ".5", "+1", "NaN",
                                      "\"\xff\"", "\"\xc0\x80\"", "\"\\ud800\"", "\"a\nb\"", "1 2", "[1]]", "// x\n1"})
    EXPECT_FALSE(read_json(text)) << text;
}

TEST(ReadJson, takes_comments_only_where_asked_to) {
  JsonReadOptions options;
  options.comments = true;
  EXPECT_EQ(read_json("// first\n{ /* second */ \"a\": 1 } // last", options).value(), json::value({{"a", 1}}));
  EXPECT_FALSE(read_json("/* x */ 1"));
}

TEST(ReadJson, ends_a_comment_at_its_end) {
  JsonReadOptions options;
  options.comments = true;
  for (const std::string_view text :
       {"/**/ 1", "/***/ 1", "/****/1", "/** x **/ 1 /***/", "/*/*/1", "1//*\n", "1 /* \"*/", "/***/ 1 // é \" */ /*"})
    EXPECT_EQ(read_json(text, options).value(), json::value(1)) << text;
  for (const std::string_view text : {"/*/ 1", "1 /* x", "1 /", "1 /* x *", "// 1", "/* /* */ */ 1"})
    EXPECT_FALSE(read_json(text, options)) << text;
  EXPECT_EQ(read_json(R"(["/* a */", "\"//", "\\" /* b */])", options).value(), (json::value{"/* a */", "\"//", "\\"}));
  EXPECT_EQ(mistake("/** é\n **/ [1,,]", options).substr(0, 20), "line 2, column 9: th");
}

TEST(ReadJson, ends_at_its_depth) {
  JsonReadOptions options;
  options.max_depth = 3;
  EXPECT_TRUE(read_json("[[[1]]]", options));
  EXPECT_EQ(mistake("[[[[1]]]]", options), "line 1, column 4: the nesting is too deep");
}

TEST(WriteJson, writes_whole_numbers_without_a_fraction) {
  EXPECT_EQ(write_json(json::array{1920.0, -3.0, 0.6, 1e300, 0.0}), "[1920,-3,0.6,1e+300,0]");
}

TEST(WriteJson, escapes_strings) {
  EXPECT_EQ(write_json(json::value("a\"b\\c\n\t\x01\x1f é /")), "\"a\\\"b\\\\c\\n\\t\\u0001\\u001f é /\"");
}

TEST(WriteJson, writes_what_no_number_is_as_null) {
  EXPECT_EQ(write_json(json::array{std::nan(""), -std::numeric_limits<double>::infinity()}), "[null,null]");
}

TEST(JsonText, gives_every_double_back_bit_by_bit) {
  std::mt19937_64 random(7396);
  for (int i = 0; i < 100'000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(round_trip(value)), std::bit_cast<std::uint64_t>(value)) << value;
  }
}

TEST(JsonText, gives_everyday_decimals_back_bit_by_bit) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> everyday(-10'000, 10'000);
  for (int i = 0; i < 100'000; ++i) {
    const double value = everyday(random);
    ASSERT_EQ(round_trip(value), value);
  }
}

TEST(JsonText, gives_the_edges_of_doubles_back) {
  using limits = std::numeric_limits<double>;
  for (const double value :
       {0.0, -0.0, limits::denorm_min(), -limits::denorm_min(), limits::min(), limits::max(), limits::lowest(),
        9007199254740993.0, 9223372036854775808.0, 18446744073709551616.0, 1e22, 1e23})
    EXPECT_EQ(std::bit_cast<std::uint64_t>(round_trip(value)), std::bit_cast<std::uint64_t>(value)) << value;
}

// RFC 8785, section 3.2.2 with its output from section 3.2.4.
TEST(CanonicalJson, writes_the_sample_of_the_standard) {
  const auto value = read_json(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })")
                         .value();
  EXPECT_EQ(write_canonical_json(value),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785, section 3.2.3.
TEST(CanonicalJson, sorts_keys_by_utf16_code_units) {
  const auto value = read_json(R"({
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  })")
                         .value();
  EXPECT_EQ(
      write_canonical_json(value),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
      "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

struct CanonicalNumber {
  std::uint64_t bits;
  std::string_view text;
};

class CanonicalNumbers : public testing::TestWithParam<CanonicalNumber> {};

// RFC 8785, appendix B.
constexpr CanonicalNumber rfc_8785[] = {
    {0x0000000000000000, "0"},
    {0x8000000000000000, "0"},
    {0x0000000000000001, "5e-324"},
    {0x8000000000000001, "-5e-324"},
    {0x7fefffffffffffff, "1.7976931348623157e+308"},
    {0xffefffffffffffff, "-1.7976931348623157e+308"},
    {0x4340000000000000, "9007199254740992"},
    {0xc340000000000000, "-9007199254740992"},
    {0x4430000000000000, "295147905179352830000"},
    {0x44b52d02c7e14af5, "9.999999999999997e+22"},
    {0x44b52d02c7e14af6, "1e+23"},
    {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
    {0x444b1ae4d6e2ef4e, "999999999999999700000"},
    {0x444b1ae4d6e2ef4f, "999999999999999900000"},
    {0x444b1ae4d6e2ef50, "1e+21"},
    {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
    {0x3eb0c6f7a0b5ed8d, "0.000001"},
    {0x41b3de4355555553, "333333333.3333332"},
    {0x41b3de4355555554, "333333333.33333325"},
    {0x41b3de4355555555, "333333333.3333333"},
    {0x41b3de4355555556, "333333333.3333334"},
    {0x41b3de4355555557, "333333333.33333343"},
    {0xbecbf647612f3696, "-0.0000033333333333333333"},
    {0x43143ff3c1cb0959, "1424953923781206.2"},
};

TEST_P(CanonicalNumbers, are_written_as_the_standard_shows) {
  EXPECT_EQ(write_canonical_json(json::value(std::bit_cast<double>(GetParam().bits))), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rfc8785, CanonicalNumbers, testing::ValuesIn(rfc_8785));

TEST(CanonicalJson, writes_equal_numbers_alike) {
  EXPECT_EQ(write_canonical_json(json::value(1920)), write_canonical_json(json::value(1920.0)));
}

}  // namespace
}  // namespace visiond::settings
