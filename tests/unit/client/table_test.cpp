#include "client/cli/table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

TEST(Table, aligns_columns_by_what_is_seen) {
  Table table({{"NAME"}, {"SIZE", true}, {"NOTE"}});
  table.add({"µs", "7", "first"});
  table.add({"a longer name", "1000", ""});
  std::ostringstream out;
  table.print(out, "  ");
  EXPECT_EQ(out.str(),
            "  NAME           SIZE  NOTE\n"
            "  µs                7  first\n"
            "  a longer name  1000\n");
}

TEST(Table, marks_whole_rows_where_there_are_colours) {
  Table table({{"NAME"}, {"STATE"}});
  table.add({"camera", "FAILED"}, Mark::bad);
  table.add({"ui", "DONE"});
  std::ostringstream plain, coloured;
  table.print(plain, "  ");
  table.print(coloured, "  ", Style(true));
  EXPECT_EQ(plain.str(), "  NAME    STATE\n  camera  FAILED\n  ui      DONE\n");
  EXPECT_EQ(coloured.str(), "  NAME    STATE\n  \x1b[31mcamera  FAILED\x1b[0m\n  ui      DONE\n");
}

TEST(Table, keeps_terminal_commands_out) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\x7f"
                      "d\xC2\x9B"
                      "e"),
            "a?[31mb?c?d?e");
  EXPECT_EQ(printable("Straße µ → 日本"), "Straße µ → 日本");
}

}  // namespace
}  // namespace visiond::cli
