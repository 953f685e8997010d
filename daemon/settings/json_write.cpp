#include "daemon/settings/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace visiond::settings {
namespace {

void write_value(std::string& out, const json::value& value);

template <class Integer>
void append_integer(std::string& out, Integer value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void write_array(std::string& out, const json::array& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    write_value(out, values[i]);
  }
  out += ']';
}

void write_object(std::string& out, const json::object& members) {
  out += '{';
  bool first = true;
  for (const auto& member : members) {
    if (!std::exchange(first, false)) out += ',';
    append_string(out, member.key());
    out += ':';
    write_value(out, member.value());
  }
  out += '}';
}

void write_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      append_integer(out, value.get_int64());
      break;
    case json::kind::uint64:
      append_integer(out, value.get_uint64());
      break;
    case json::kind::double_:
      append_number(out, value.get_double());
      break;
    case json::kind::string:
      append_string(out, value.get_string());
      break;
    case json::kind::array:
      write_array(out, value.get_array());
      break;
    case json::kind::object:
      write_object(out, value.get_object());
      break;
  }
}

}  // namespace

void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  // "-0" would be read back as the integer 0, without its sign.
  if (value == 0 && std::signbit(value)) {
    out += "-0.0";
    return;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

namespace {

bool must_be_escaped(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  if (const auto found = plain.find(c); found != std::string_view::npos) {
    out += '\\';
    out += letters[found];
    return;
  }
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u00";
  out += digits[c >> 4];
  out += digits[c & 0x0F];
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (!must_be_escaped(text[n])) continue;
    out.append(text, from, n - from);
    append_escaped(out, text[n]);
    from = n + 1;
  }
  out.append(text, from);
  out += '"';
}

std::string& ObjectText::at(std::string_view name) {
  out_ += std::exchange(first_, false) ? "\"" : ",\"";
  out_ += name;
  return out_ += "\":";
}

ObjectText& ObjectText::member(std::string_view name, std::string_view value) {
  append_string(at(name), value);
  return *this;
}

ObjectText& ObjectText::member(std::string_view name, std::int64_t value) {
  append_integer(at(name), value);
  return *this;
}

ObjectText& ObjectText::member(std::string_view name, std::uint64_t value) {
  append_integer(at(name), value);
  return *this;
}

ObjectText& ObjectText::member(std::string_view name, const json::value& value) {
  write_value(at(name), value);
  return *this;
}

std::string write_json(const json::value& value) {
  // A document of a few sections; growing to it in steps would copy it again and again.
  constexpr std::size_t usual_size = 2048;
  std::string out;
  if (value.is_object()) out.reserve(usual_size);
  write_value(out, value);
  return out;
}

}  // namespace visiond::settings
