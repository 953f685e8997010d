#pragma once
// Where visiond listens, as people write it: unix:PATH or HOST:PORT. Pure; thread-safe.

#include <optional>
#include <string>
#include <string_view>

namespace visiond::app {

// What is wrong with the address and what would be right; nothing where it is right. Port 0 lets the system pick one;
// an IPv6 host stands in brackets. A socket's path has at most 107 bytes (unix(7)).
std::optional<std::string> address_mistake(std::string_view address);

}  // namespace visiond::app
