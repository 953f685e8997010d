#include "daemon/rpc/wire_text.hpp"

#include "daemon/settings/formats.hpp"

namespace visiond::rpc {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::size_t longest_character = 4;

// Bytes of the character that `bytes` begins with; 0 where they begin with none.
std::size_t character_length(std::string_view bytes) {
  for (std::size_t length = 1; length <= longest_character && length <= bytes.size(); ++length) {
    if (settings::is_text(bytes.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::string wire_text(std::string_view bytes) {
  if (settings::is_text(bytes)) return std::string(bytes);
  std::string text;
  while (!bytes.empty()) {
    const auto length = character_length(bytes);
    text += length > 0 ? bytes.substr(0, length) : replacement;
    bytes.remove_prefix(length > 0 ? length : 1);
  }
  return text;
}

}  // namespace visiond::rpc
