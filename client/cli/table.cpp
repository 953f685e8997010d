#include "client/cli/table.hpp"

#include <algorithm>
#include <utility>

namespace visiond::cli {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// C0, DEL, and C1 (U+0080–U+009F, in UTF-8 C2 80–C2 9F), which terminals obey too.
bool is_control(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20 || byte == 0x7F) return true;
  return byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_control(text, i)) {
      result += text[i];
      continue;
    }
    result += '?';
    if (static_cast<unsigned char>(text[i]) == 0xC2) ++i;
  }
  return result;
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (const auto& column : columns_) widths_.push_back(display_width(column.title));
}

void Table::add(std::vector<std::string> cells, Mark mark) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = printable(cells[i]);
    widths_[i] = std::max(widths_[i], display_width(cells[i]));
  }
  rows_.push_back({std::move(cells), mark});
}

void Table::print(std::ostream& out, std::string_view indent, const Style& style) const {
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  out << indent << line_of(titles) << '\n';
  for (const auto& row : rows_) {
    const std::string line = line_of(row.cells);
    out << indent;
    if (row.mark == Mark::none)
      out << line;
    else
      out << (row.mark == Mark::bad ? style.bad(line) : style.strong(line));
    out << '\n';
  }
}

std::string Table::line_of(const std::vector<std::string>& cells) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths_[i] - display_width(cells[i]), ' ');
    line += columns_[i].right ? padding + cells[i] : cells[i] + padding;
    line += "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace visiond::cli
