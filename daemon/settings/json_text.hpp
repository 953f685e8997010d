#pragma once
// JSON text that loses nothing: doubles are written with to_chars and read with from_chars, because Boost.JSON 1.81
// misreads one in ten of the doubles it wrote itself. Pure functions; thread-safe.

#include "daemon/base/error.hpp"

#include <boost/json.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace visiond::settings {

namespace json = boost::json;

struct JsonReadOptions {
  bool comments = false;  // // and /* */ as in the configuration file
  std::size_t max_depth = 32;
  std::string file;  // named in the error's message: FILE:LINE:COLUMN: …
};

// INVALID_SETTING with line and column of the mistake. Duplicate keys are refused.
base::Result<json::value> read_json(std::string_view text, const JsonReadOptions& options = {});

// Shortest text that reads back bit by bit; whole numbers without a fraction. NaN and infinities become null.
std::string write_json(const json::value& value);

// RFC 8785 (JSON Canonicalization Scheme): keys sorted, numbers as ECMAScript writes them. For digests.
std::string write_canonical_json(const json::value& value);

// Appends the shortest text of a number that from_chars reads back.
void append_number(std::string& out, double value);

// Appends `text` as a JSON string, quotes included.
void append_string(std::string& out, std::string_view text);

// Appends an object member by member, without a json::object in between: for what is written often. Names are not
// escaped.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }

  ObjectText& member(std::string_view name, std::string_view value);
  ObjectText& member(std::string_view name, std::int64_t value);
  ObjectText& member(std::string_view name, std::uint64_t value);
  ObjectText& member(std::string_view name, const json::value& value);
  template <std::same_as<bool> Bool>
  ObjectText& member(std::string_view name, Bool value) {
    at(name) += value ? "true" : "false";
    return *this;
  }
  // Where the caller appends the value itself.
  std::string& at(std::string_view name);
  // Once, after the last member.
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace visiond::settings
