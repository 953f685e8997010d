#pragma once
// Where the values of a JSON text stand, so that a mistake found after parsing can be shown in its line. Pure;
// thread-safe.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace visiond::app {

// Count from 1; columns in characters.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
  auto operator<=>(const TextPosition&) const = default;
};

struct MemberPosition {
  TextPosition key;  // of a list's element, and of the whole text, the value's
  TextPosition value;
};

// By path as check_value writes it (listen[1]; the whole text has the path ""). `text` is one that read_json accepted,
// with comments.
std::map<std::string, MemberPosition> text_positions(std::string_view text);

}  // namespace visiond::app
