// RFC 8785: what write_json does, with sorted keys and ECMAScript's numbers.
#include "daemon/settings/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace visiond::settings {
namespace {

// Keys are sorted by UTF-16 code units (section 3.2.3): surrogate pairs, U+10000 and up, come before U+E000 to U+FFFF.
// In UTF-8 the former start with F0 to F4 and the latter with EE and EF, so those lead bytes change places.
int utf16_rank(unsigned char byte) {
  if (byte >= 0xF0) return byte - 2;
  if (byte >= 0xEE) return byte + 0x10;
  return byte;
}

bool before_in_utf16(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return utf16_rank(static_cast<unsigned char>(x)) < utf16_rank(static_cast<unsigned char>(y));
  });
}

// ECMAScript, Number::toString: `digits` d1…dk and the exponent n so that the value is 0.d1…dk × 10^n.
void append_ecmascript(std::string& out, const std::string& digits, int n) {
  const int k = static_cast<int>(digits.size());
  if (0 < n && n <= 21) {
    const auto whole = static_cast<std::size_t>(std::min(k, n));
    out.append(digits, 0, whole);
    out.append(static_cast<std::size_t>(std::max(n - k, 0)), '0');
    if (k > n) out.append(1, '.').append(digits, whole);
  } else if (-6 < n && n <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-n), '0').append(digits);
  } else {
    out.append(digits, 0, 1);
    if (k > 1) out.append(1, '.').append(digits, 1);
    out.append(n > 0 ? "e+" : "e-").append(std::to_string(std::abs(n - 1)));
  }
}

void append_canonical_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  if (value == 0) {
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::scientific).ptr;
  char* const e = std::find(text.data(), end, 'e');
  std::string digits(text.data(), e);
  std::erase(digits, '.');
  int exponent = 0;
  std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
  append_ecmascript(out, digits, exponent + 1);
}

void write_value(std::string& out, const json::value& value);

void write_object(std::string& out, const json::object& members) {
  std::vector<const json::key_value_pair*> sorted;
  for (const auto& member : members) sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return before_in_utf16(a->key(), b->key()); });
  out += '{';
  for (const auto* member : sorted) {
    if (member != sorted.front()) out += ',';
    append_string(out, member->key());
    out += ':';
    write_value(out, member->value());
  }
  out += '}';
}

void write_array(std::string& out, const json::array& values) {
  out += '[';
  for (const auto& each : values) {
    if (&each != values.data()) out += ',';
    write_value(out, each);
  }
  out += ']';
}

void write_value(std::string& out, const json::value& value) {
  if (value.is_object())
    write_object(out, value.get_object());
  else if (value.is_array())
    write_array(out, value.get_array());
  else if (value.is_number())
    append_canonical_number(out, value.to_number<double>());
  else if (value.is_string())
    append_string(out, value.get_string());
  else
    out += value.is_null() ? "null" : value.get_bool() ? "true" : "false";
}

}  // namespace

std::string write_canonical_json(const json::value& value) {
  std::string out;
  write_value(out, value);
  return out;
}

}  // namespace visiond::settings
