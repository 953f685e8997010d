#include "services/camera/rtsp_address.hpp"

namespace visiond::camera {

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

}  // namespace visiond::camera
