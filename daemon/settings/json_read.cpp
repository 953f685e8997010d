#include "daemon/settings/json_text.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace visiond::settings {
namespace {

using boost::json::error_code;

// Builds values from the parser's events. Numbers are kept as text until their end and read by from_chars.
class Builder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  json::value take() { return std::move(root_); }
  // What the handler itself refused; empty where the parser found the mistake.
  const std::string& refusal() const { return refusal_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(json::object()); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code&) { return open(json::array()); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_key(json::string_view part, std::size_t, error_code& ec);
  bool on_string_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_string(json::string_view part, std::size_t, error_code&) {
    collect(part);
    return add(json::string(std::exchange(text_, {})));
  }
  bool on_number_part(json::string_view part, error_code&) { return collect(part); }
  bool on_int64(std::int64_t value, json::string_view, error_code&) { return add_integer(value); }
  bool on_uint64(std::uint64_t value, json::string_view, error_code&) { return add_integer(value); }
  bool on_double(double approximate, json::string_view part, error_code& ec);
  bool on_bool(bool value, error_code&) { return add(value); }
  bool on_null(error_code&) { return add(nullptr); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  bool collect(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool open(json::value container) {
    keys_.push_back(std::exchange(key_, {}));
    open_.push_back(std::move(container));
    return true;
  }
  bool close() {
    json::value done = std::move(open_.back());
    open_.pop_back();
    key_ = std::move(keys_.back());
    keys_.pop_back();
    return add(std::move(done));
  }
  template <class Integer>
  bool add_integer(Integer value) {
    text_.clear();
    return add(value);
  }
  bool add(json::value value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (open_.back().is_array())
      open_.back().get_array().push_back(std::move(value));
    else
      open_.back().get_object().emplace(key_, std::move(value));
    return true;
  }
  bool refuse(std::string why, error_code& ec) {
    refusal_ = std::move(why);
    ec = json::error::syntax;
    return false;
  }

  json::value root_;
  std::vector<json::value> open_;
  std::vector<std::string> keys_;  // under which each open container goes into its parent
  std::string key_;
  std::string text_;
  std::string refusal_;
};

bool Builder::on_key(json::string_view part, std::size_t, error_code& ec) {
  collect(part);
  key_ = std::exchange(text_, {});
  if (!open_.back().get_object().contains(key_)) return true;
  std::string quoted;
  append_string(quoted, std::string_view(key_).substr(0, 64));
  return refuse("the key " + quoted + " stands twice in one object; name it once", ec);
}

bool Builder::on_double(double approximate, json::string_view part, error_code& ec) {
  collect(part);
  const std::string text = std::exchange(text_, {});
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return add(value);
  // Out of range: too small a number is zero to a double, too large a one has no double.
  if (error == std::errc::result_out_of_range && std::abs(approximate) < 1) return add(std::copysign(0.0, approximate));
  return refuse("the number is too large; it must be at most 1.7976931348623157e308", ec);
}

std::string explain(const error_code& ec) {
  using json::error;
  if (ec == error::incomplete) return "the text ends too early; a closing bracket, brace or quote is missing";
  if (ec == error::extra_data) return "there is more text after the value; only one JSON value may stand here";
  if (ec == error::too_deep) return "the nesting is too deep";
  if (ec == error::exponent_overflow) return "the number's exponent is too large";
  if (ec == error::syntax) return "this is not JSON; a value, comma, colon or closing bracket is expected here";
  return "this is not JSON: " + ec.message();
}

// One past the closing quote of the string that starts at `from`, or the text's end.
std::size_t end_of_string(std::string_view text, std::size_t from) {
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

// Comments as blanks, so that everything else keeps its place: Boost.JSON 1.81 reads over the end of /** this one **/.
// One that does not end is left, and refused as what it is: no JSON.
std::string without_comments(std::string_view text) {
  std::string plain(text);
  for (std::size_t at = 0; at < text.size();) {
    const auto two = text.substr(at, 2);
    if (two != "//" && two != "/*") {
      at = text[at] == '"' ? end_of_string(text, at) : at + 1;
      continue;
    }
    const bool is_line = two == "//";
    auto end = is_line ? std::min(text.find('\n', at), text.size()) : text.find("*/", at + 2);
    if (end == std::string_view::npos) break;
    if (!is_line) end += 2;
    std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at), plain.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    at = end;
  }
  return plain;
}

// Lines and columns count from 1, columns in characters.
std::string position(std::string_view before, const std::string& file) {
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view last = before.substr(before.rfind('\n') + 1);
  const auto column = 1 + std::count_if(last.begin(), last.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (file.empty()) return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
}

}  // namespace

base::Result<json::value> read_json(std::string_view text, const JsonReadOptions& options) {
  const std::string plain = options.comments ? without_comments(text) : std::string();
  const std::string_view read = options.comments ? plain : text;
  json::parse_options parse;
  parse.max_depth = options.max_depth;
  json::basic_parser<Builder> parser(parse);
  error_code ec;
  const std::size_t used = parser.write_some(false, read.data(), read.size(), ec);
  if (!ec && used < text.size()) ec = json::error::extra_data;
  if (!ec) return parser.handler().take();
  const std::string& refusal = parser.handler().refusal();
  const std::size_t offset = std::min(used, text.size());
  return base::Error{base::ErrorCode::invalid_setting, options.file,
                     position(text.substr(0, offset), options.file) + (refusal.empty() ? explain(ec) : refusal)};
}

}  // namespace visiond::settings
