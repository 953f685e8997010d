#include "services/camera/source_uri.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

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

struct SchemeName {
  Scheme scheme;
  std::string_view prefix;
  std::string_view example;
};
constexpr SchemeName schemes[] = {
    {Scheme::file, "file:", "file:/path/to/video"},
    {Scheme::images, "images:", "images:/path/to/folder"},
    {Scheme::v4l2, "v4l2:", "v4l2:/dev/video0"},
    {Scheme::rtsp, "rtsp://", "rtsp://host/path"},
    {Scheme::rtsp, "rtsps://", "rtsps://host/path"},
    {Scheme::http, "http://", "http://host/path"},
    {Scheme::http, "https://", "https://host/path"},
    {Scheme::gstreamer, "gstreamer:", "gstreamer:videotestsrc ! videoconvert"},
};

bool is_url(Scheme scheme) { return scheme == Scheme::rtsp || scheme == Scheme::http; }

std::optional<Error> read_address(const std::string& address, SourceUri& uri) {
  if (address.empty()) return std::nullopt;
  if (address == "synthetic:") {
    uri.scheme = Scheme::synthetic;
    return std::nullopt;
  }
  for (const auto& [scheme, prefix, example] : schemes) {
    if (!address.starts_with(prefix)) continue;
    uri.scheme = scheme;
    uri.path = address.substr(prefix.size());
    if (!is_url(scheme) && uri.path.starts_with("//")) uri.path.erase(0, 2);  // file:///path
    if (uri.path.find_first_not_of(" /") == std::string::npos || (is_url(scheme) && uri.path.front() == '/'))
      return wrong(std::string(prefix) + " names nothing; write " + std::string(example));
    if (is_url(scheme)) uri.path = address;
    if (scheme != Scheme::v4l2) return std::nullopt;
    if (uri.path.starts_with("/dev/")) return std::nullopt;
    return wrong("v4l2: takes a device below /dev/; write " + std::string(example));
  }
  const auto colon = address.find(':');
  const auto scheme = colon == std::string::npos ? std::string("this") : address.substr(0, colon + 1);
  return wrong(scheme +
               " is no source that visiond can open; there are synthetic:, file:PATH, images:DIR, v4l2:/dev/…, "
               "rtsp(s)://…, http(s)://…, gstreamer:PIPELINE, and nothing for no camera");
}

// Pipelines may have a # of their own, but not options with blanks or quotation marks.
std::size_t fragment_of(const std::string& text) {
  if (!text.starts_with("gstreamer:")) return text.find('#');
  const auto last = text.rfind('#');
  return last == std::string::npos || text.find_first_of(" \"'", last) != std::string::npos ? std::string::npos : last;
}

}  // namespace

Result<SourceUri> parse_source(const std::string& text) {
  SourceUri uri;
  const auto hash = fragment_of(text);
  if (auto error = read_address(text.substr(0, hash), uri)) return *error;
  auto rest = hash == std::string::npos ? std::string() : text.substr(hash + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    if (auto error = read_option(rest.substr(0, end), uri)) return *error;
    rest = end == std::string::npos ? std::string() : rest.substr(end + 1);
  }
  if (uri.scheme == Scheme::v4l2) uri.exclusive = true;
  return uri;
}

std::string SourceUri::device() const {
  switch (scheme) {
    case Scheme::none:
    case Scheme::synthetic:
      return "synthetic:";
    case Scheme::file:
      return "file:" + path;
    case Scheme::images:
      return "images:" + path;
    case Scheme::v4l2:
      return "v4l2:" + path;
    case Scheme::gstreamer:
      return "gstreamer:" + path;
    case Scheme::rtsp:
    case Scheme::http:
      return path;
  }
  return path;
}

}  // namespace visiond::camera
