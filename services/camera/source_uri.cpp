#include "services/camera/source_uri.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <optional>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error wrong(std::string message) { return {ErrorCode::invalid_setting, "camera.source", std::move(message)}; }

template <class Number>
bool read_number(const std::string& text, Number low, Number high, Number& into) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return false;
  into = value;
  return true;
}

bool read_flag(const std::string& text, bool& into) {
  if (text != "0" && text != "1") return false;
  into = text == "1";
  return true;
}

struct Option {
  std::string range;
  std::function<bool(const std::string&, SourceUri&)> read;
};

const std::map<std::string, Option>& options() {
  const auto flag = [](bool SourceUri::*member) {
    return Option{"0 or 1", [member](const std::string& text, SourceUri& uri) { return read_flag(text, uri.*member); }};
  };
  const auto frame = [](std::int64_t SourceUri::*member) {
    return Option{"a frame's number", [member](const std::string& text, SourceUri& uri) {
                    return read_number<std::int64_t>(text, 0, INT64_MAX, uri.*member);
                  }};
  };
  static const std::map<std::string, Option> all{
      {"loop", flag(&SourceUri::loop)},
      {"pace", flag(&SourceUri::pace)},
      {"exclusive", flag(&SourceUri::exclusive)},
      {"fail_open", flag(&SourceUri::fail_open)},
      {"stall_at", frame(&SourceUri::stall_at)},
      {"disconnect_at", frame(&SourceUri::disconnect_at)},
      {"corrupt_at", frame(&SourceUri::corrupt_at)},
      {"seed",
       {"a whole number", [](const std::string& text,
                             SourceUri& uri) { return read_number<std::uint64_t>(text, 0, UINT64_MAX, uri.seed); }}},
      {"shapes",
       {"0 to 64", [](const std::string& text, SourceUri& uri) { return read_number(text, 0, 64, uri.shapes); }}},
      {"slow_open_ms",
       {"0 to 60000",
        [](const std::string& text, SourceUri& uri) { return read_number(text, 0, 60000, uri.slow_open_ms); }}},
  };
  return all;
}

std::optional<Error> read_option(const std::string& text, SourceUri& uri) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  const auto found = options().find(name);
  if (found == options().end()) {
    std::string known;
    for (const auto& [each, option] : options()) known += (known.empty() ? "" : ", ") + each;
    return wrong("there is no option #" + name + "; there are " + known);
  }
  const auto value = equals == std::string::npos ? std::string() : text.substr(equals + 1);
  if (found->second.read(value, uri)) return std::nullopt;
  return wrong("#" + name + "=" + value + " is wrong; " + name + " is " + found->second.range);
}

}  // namespace

Result<SourceUri> parse_source(const std::string& text) {
  SourceUri uri;
  const auto hash = text.find('#');
  const auto address = text.substr(0, hash);
  if (address == "synthetic:") {
    uri.scheme = Scheme::synthetic;
  } else if (address.starts_with("file:")) {
    uri.scheme = Scheme::file;
    uri.path = address.substr(5);
    if (uri.path.starts_with("//")) uri.path.erase(0, 2);  // file:///path
    if (uri.path.empty()) return wrong("file: has no path; write file:/path/to/video");
  } else if (!address.empty()) {
    const auto colon = address.find(':');
    const auto scheme = colon == std::string::npos ? std::string("this") : address.substr(0, colon + 1);
    return wrong(scheme +
                 " is no source this build can open; there are synthetic:, file:PATH, and nothing for no camera");
  }
  auto rest = hash == std::string::npos ? std::string() : text.substr(hash + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    if (auto error = read_option(rest.substr(0, end), uri)) return *error;
    rest = end == std::string::npos ? std::string() : rest.substr(end + 1);
  }
  return uri;
}

}  // namespace visiond::camera
