#pragma once
// Where a command reads and writes, and whether somebody asked it to stop: main.cpp's own, or a test's. Refers to
// streams that outlive it; used by one thread, but for the stop token.

#include <cstddef>
#include <istream>
#include <ostream>
#include <stop_token>
#include <string>

namespace visiond::cli {

struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;   // `out` is one, so that progress may be drawn
  std::size_t width = 80;  // of the terminal, in characters
  bool colour = false;
  std::stop_token stop{};  // SIGINT, SIGTERM
};

// Marks in the terminal's colours, or nothing.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  std::string good(const std::string& text) const { return wrap("32", text); }
  std::string bad(const std::string& text) const { return wrap("31", text); }
  std::string strong(const std::string& text) const { return wrap("1", text); }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    return colour_ ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
  }
  bool colour_;
};

}  // namespace visiond::cli
