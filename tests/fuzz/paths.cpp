// The input as a dotted path, and its lines as the keys of one.
#include "daemon/settings/formats.hpp"
#include "daemon/settings/path.hpp"
#include "tests/fuzz/promise.hpp"

#include <algorithm>
#include <vector>

namespace visiond::fuzz {
namespace {

constexpr std::size_t most_keys = 16;

void read_path(const std::string& text) {
  const auto keys = settings::parse_path(text);
  if (!keys) {
    promise(keys.error().message.starts_with("position "), "a mistake has a place", keys.error().message);
    return;
  }
  promise(!keys->empty() && keys->size() <= most_keys, "a path has 1 to 16 keys", text);
  const auto formatted = settings::format_path(*keys);
  const auto again = settings::parse_path(formatted);
  promise(again && *again == *keys, "a formatted path reads back", formatted);
  std::string grown;
  for (const auto& key : *keys) grown = settings::child_path(grown, key);
  promise(grown == formatted, "a path grows key by key", grown);
}

void write_path(std::string_view text) {
  std::vector<std::string> keys;
  while (!text.empty() && keys.size() < most_keys) {
    const auto key = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(key.size() + 1, text.size()));
    if (settings::is_text(key)) keys.emplace_back(key);
  }
  if (keys.empty()) return;
  const auto formatted = settings::format_path(keys);
  const auto parsed = settings::parse_path(formatted);
  promise(parsed && *parsed == keys, "every key can stand in a path", formatted);
  settings::nearest(keys.front(), keys);
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = visiond::fuzz::text_of(data, size);
  visiond::fuzz::read_path(std::string(text));
  visiond::fuzz::write_path(text);
  return 0;
}
