#include "services/camera/multipart.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace visiond::camera {
namespace {

// Of a part's headers, and of what may stand before the first part.
constexpr std::size_t header_limit = 64 << 10;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::size_t> content_length(std::string_view headers) {
  while (!headers.empty()) {
    const auto end = headers.find('\n');
    const auto line = headers.substr(0, end);
    headers.remove_prefix(end == std::string_view::npos ? headers.size() : end + 1);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || lower(trimmed(line.substr(0, colon))) != "content-length") continue;
    const auto value = trimmed(line.substr(colon + 1));
    std::size_t length = 0;
    const auto [last, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error == std::errc{} && last == value.data() + value.size()) return length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const auto lowered = lower(content_type);
  if (!trimmed(lowered).starts_with("multipart/")) return std::nullopt;
  const auto at = lowered.find("boundary=");
  if (at == std::string::npos) return std::nullopt;
  auto value = content_type.substr(at + 9);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    value = value.substr(0, value.find('"'));
  } else {
    value = trimmed(value.substr(0, value.find(';')));
  }
  // Many cameras put the dashes into the name that only stand before it.
  if (value.starts_with("--")) value.remove_prefix(2);
  if (value.empty()) return std::nullopt;
  return std::string(value);
}

MultipartReader::MultipartReader(std::string boundary) : delimiter_("--" + std::move(boundary)) {}

bool MultipartReader::feed(std::string_view piece) {
  buffer_ += piece;
  // Nothing else is ever long.
  return buffer_.size() <= (in_body_ ? limit : header_limit + piece.size()) && length_.value_or(0) <= limit;
}

bool MultipartReader::skip_to_headers() {
  const auto at = buffer_.find(delimiter_, searched_);
  if (at == std::string::npos) {
    searched_ = buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    return false;
  }
  const auto line = buffer_.find('\n', at);
  if (line == std::string::npos) return false;
  buffer_.erase(0, line + 1);
  searched_ = 0;
  return true;
}

// They end with an empty line.
bool MultipartReader::read_headers() {
  for (std::size_t begin = 0;;) {
    const auto end = buffer_.find('\n', begin);
    if (end == std::string::npos) return false;
    if (trimmed(std::string_view(buffer_).substr(begin, end - begin)).empty()) {
      length_ = content_length(std::string_view(buffer_).substr(0, begin));
      buffer_.erase(0, end + 1);
      return true;
    }
    begin = end + 1;
  }
}

std::optional<std::string> MultipartReader::next_part() {
  if (!in_body_) {
    if (!in_headers_ && !skip_to_headers()) return std::nullopt;
    in_headers_ = true;
    if (!read_headers()) return std::nullopt;
    in_headers_ = false;
    in_body_ = true;
  }
  if (length_) {
    if (buffer_.size() < *length_) return std::nullopt;
    auto part = buffer_.substr(0, *length_);
    buffer_.erase(0, *std::exchange(length_, std::nullopt));
    in_body_ = false;
    return part;
  }
  const auto end = buffer_.find(delimiter_, searched_);
  if (end == std::string::npos) {
    searched_ = buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    return std::nullopt;
  }
  auto part = buffer_.substr(0, end);
  buffer_.erase(0, end);
  searched_ = 0;
  in_body_ = false;
  // The line break before a delimiter belongs to it.
  if (part.ends_with('\n')) part.pop_back();
  if (part.ends_with('\r')) part.pop_back();
  return part;
}

}  // namespace visiond::camera
