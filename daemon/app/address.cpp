#include "daemon/app/address.hpp"

#include "daemon/settings/json_text.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace visiond::app {
namespace {

constexpr std::size_t longest_socket_path = 107;
constexpr std::string_view unix_prefix = "unix:";

std::string refusal(std::string_view address, const std::string& why) {
  std::string text;
  settings::append_string(text, address);
  return text + " " + why +
         "; an address is unix:PATH or HOST:PORT, as in unix:/run/visiond/visiond.sock or 127.0.0.1:7740";
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<std::string> address_mistake(std::string_view address) {
  if (address.starts_with(unix_prefix)) {
    const auto path = address.substr(unix_prefix.size());
    if (path.empty()) return refusal(address, "names no socket");
    if (path.size() > longest_socket_path)
      return refusal(address, "is too long for a socket, whose path has at most " +
                                  std::to_string(longest_socket_path) + " bytes");
    return std::nullopt;
  }
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return refusal(address, "has no port");
  const auto host = address.substr(0, colon);
  if (host.empty()) return refusal(address, "has no host");
  const bool bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
  if (!bracketed && host.find_first_of(":[]/ ") != std::string_view::npos)
    return refusal(address, "has no host as it should be, an IPv6 one in brackets");
  if (!is_port(address.substr(colon + 1))) return refusal(address, "has no port from 0 to 65535");
  return std::nullopt;
}

}  // namespace visiond::app
