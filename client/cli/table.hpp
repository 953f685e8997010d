#pragma once
// Columns of text for a terminal. Owned by whoever prints; not thread-safe.

#include "client/cli/streams.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::cli {

// Characters on screen: code points of the UTF-8 text.
std::size_t display_width(std::string_view text);

// The text with control characters replaced by '?': comments and names come from others and must not steer the
// terminal.
std::string printable(std::string_view text);

struct Column {
  std::string title;
  bool right = false;  // aligned right, as numbers are
};

// What a row is to look like where there are colours.
enum class Mark { none, strong, bad };

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // As many cells as there are columns.
  void add(std::vector<std::string> cells, Mark mark = Mark::none);
  bool empty() const { return rows_.empty(); }
  // A line of titles, then one line a row; two spaces between columns, none at the end of a line.
  void print(std::ostream& out, std::string_view indent = "", const Style& style = Style(false)) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Mark mark;
  };

  std::string line_of(const std::vector<std::string>& cells) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
  std::vector<std::size_t> widths_;
};

}  // namespace visiond::cli
