#include "services/camera/rtsp_address.hpp"

#include <cstdint>

namespace visiond::camera {
namespace {

// As gst_parse_launch() takes strings.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved.find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += '%';
      result += digits[byte / 16];
      result += digits[byte % 16];
    }
  }
  return result;
}

std::string rtsp_address(const SourceSpec& spec, const std::string& password) {
  auto address = spec.uri.path;
  if (!spec.access.username.empty()) {
    const auto host = address.find("://") + 3;
    address.insert(host, percent_encoded(spec.access.username) + ":" + percent_encoded(password) + "@");
  }
  return address;
}

std::string rtsp_pipeline(const SourceSpec& spec, const std::string& password) {
  constexpr int us_per_ms = 1000;
  auto pipeline = "rtspsrc protocols=udp latency=0 location=" + quoted(spec.uri.path) +
                  " tcp-timeout=" + std::to_string(std::int64_t{us_per_ms} * spec.access.time_out_ms);
  if (!spec.access.username.empty())
    pipeline += " user-id=" + quoted(spec.access.username) + " user-pw=" + quoted(password);
  return pipeline + " ! decodebin";
}

}  // namespace visiond::camera
