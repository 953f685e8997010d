#include "daemon/app/text_positions.hpp"

#include "daemon/settings/path.hpp"

#include <boost/json.hpp>

#include <utility>

namespace visiond::app {
namespace {

// Walks the text once. It was accepted before, so only what tells values apart is looked at.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::map<std::string, MemberPosition> scan() {
    skip_space();
    value("", here());
    return std::move(found_);
  }

 private:
  TextPosition here() const { return position_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  char next() {
    const char c = peek();
    ++at_;
    const bool continues_character = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (c == '\n')
      position_ = {position_.line + 1, 1};
    else if (!continues_character)
      ++position_.column;
    return c;
  }

  bool at_end() const { return at_ >= text_.size(); }

  void skip_space() {
    while (!at_end()) {
      if (text_.substr(at_, 2) == "//")
        skip_until("\n");
      else if (text_.substr(at_, 2) == "/*")
        skip_until("*/");
      else if (std::string_view(" \t\r\n").find(peek()) != std::string_view::npos)
        next();
      else
        return;
    }
  }

  void skip_until(std::string_view end) {
    next(), next();
    while (!at_end() && text_.substr(at_, end.size()) != end) next();
    for (std::size_t i = 0; i < end.size() && !at_end(); ++i) next();
  }

  std::string string() {
    const std::size_t begin = at_;
    next();
    while (!at_end() && peek() != '"')
      if (next() == '\\') next();
    next();
    const auto parsed = boost::json::parse(std::string(text_.substr(begin, at_ - begin)));
    return std::string(std::string_view(parsed.as_string()));
  }

  void value(const std::string& path, TextPosition key) {
    found_.emplace(path, MemberPosition{key, here()});
    if (peek() == '{')
      object(path);
    else if (peek() == '[')
      array(path);
    else if (peek() == '"')
      string();
    else
      while (!at_end() && std::string_view(",]} \t\r\n/").find(peek()) == std::string_view::npos) next();
    skip_space();
  }

  void object(const std::string& path) {
    next();
    for (skip_space(); !at_end() && peek() != '}'; skip_comma()) {
      const auto key = here();
      const auto name = string();
      skip_space();
      next();
      skip_space();
      value(settings::child_path(path, name), key);
    }
    next();
  }

  void array(const std::string& path) {
    next();
    std::size_t index = 0;
    for (skip_space(); !at_end() && peek() != ']'; skip_comma())
      value(path + "[" + std::to_string(index++) + "]", here());
    next();
  }

  void skip_comma() {
    if (peek() == ',') next();
    skip_space();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  TextPosition position_;
  std::map<std::string, MemberPosition> found_;
};

}  // namespace

std::map<std::string, MemberPosition> text_positions(std::string_view text) { return Scanner(text).scan(); }

}  // namespace visiond::app
