// The part of formats.hpp that looks for secrets in addresses and pipelines.
#include "daemon/settings/formats.hpp"

#include <algorithm>
#include <array>

namespace visiond::settings {
namespace {

constexpr auto npos = std::string_view::npos;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_alphanumeric(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    result += encoded ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (encoded) i += 2;
  }
  return result;
}

// The scheme whose colon stands at `colon`; empty where there is none.
std::string scheme_before(std::string_view text, std::size_t colon) {
  std::size_t begin = colon;
  while (begin > 0 && (is_alphanumeric(text[begin - 1]) || std::string_view("+-.").find(text[begin - 1]) != npos))
    --begin;
  return lower(text.substr(begin, colon - begin));
}

// Readers of these take user information with any number of slashes; for others only :// starts an authority.
bool is_network_scheme(std::string_view scheme) {
  constexpr std::array<std::string_view, 9> families = {"rtsp", "http", "rtmp", "mms", "ftp",
                                                        "srt",  "udp",  "tcp",  "ws"};
  return std::any_of(families.begin(), families.end(),
                     [&](std::string_view family) { return scheme.starts_with(family); });
}

bool is_host_and_port(std::string_view authority) {
  const auto bracket = authority.rfind(']');  // of an IPv6 address
  const auto colon = authority.find(':', bracket == npos ? 0 : bracket);
  if (colon == npos) return true;
  const std::string_view port = authority.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `text` starts behind the slashes. A "port" that is no number with an @ somewhere behind it is a password with a / or
// # in it.
bool starts_with_user(std::string_view text) {
  const std::string_view authority = text.substr(0, text.find_first_of("/?# \t\r\n\"'"));
  if (authority.find('@') != npos) return true;
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n\"'"));
  return !is_host_and_port(authority) && word.find('@') != npos;
}

bool any_uri_with_user(std::string_view text) {
  for (auto colon = text.find(':'); colon != npos; colon = text.find(':', colon + 1)) {
    const std::string scheme = scheme_before(text, colon);
    if (scheme.empty()) continue;
    std::string_view rest = text.substr(colon + 1);
    if (is_network_scheme(scheme))
      rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    else if (rest.starts_with("//"))
      rest.remove_prefix(2);
    else
      continue;
    if (starts_with_user(rest)) return true;
  }
  return false;
}

// As written, and as a reader of escapes sees it: twice percent-encoded, backslashes as in pipelines or on Windows.
template <class Found>
bool any_reading(std::string_view text, Found found) {
  std::string reading(text);
  for (int pass = 0; pass < 3; ++pass) {
    std::string slashes = reading, bare = reading;
    std::replace(slashes.begin(), slashes.end(), '\\', '/');
    std::erase(bare, '\\');
    if (found(reading) || found(slashes) || found(bare)) return true;
    reading = percent_decoded(reading);
  }
  return false;
}

// Short names are secrets in a query only: pipelines have harmless properties of that name.
bool is_secret_name(std::string_view name, bool in_query) {
  constexpr std::array<std::string_view, 10> anywhere = {"password", "passwd",  "passphrase", "pwd",    "user-pw",
                                                         "proxy-pw", "api_key", "api-key",    "apikey", "access_token"};
  constexpr std::array<std::string_view, 4> query = {"key", "pass", "secret", "token"};
  return std::find(anywhere.begin(), anywhere.end(), name) != anywhere.end() ||
         (in_query && std::find(query.begin(), query.end(), name) != query.end());
}

}  // namespace

bool holds_user_information(std::string_view text) { return any_reading(text, any_uri_with_user); }

std::string secret_parameter(std::string_view text) {
  const std::string decoded = percent_decoded(text);
  const std::string_view view = decoded;
  for (auto equals = view.find('='); equals != npos; equals = view.find('=', equals + 1)) {
    auto end = equals;
    while (end > 0 && view[end - 1] == ' ') --end;
    auto begin = end;
    while (begin > 0 && (is_alphanumeric(view[begin - 1]) || view[begin - 1] == '-' || view[begin - 1] == '_')) --begin;
    std::string name = lower(view.substr(begin, end - begin));
    const bool in_query = begin > 0 && (view[begin - 1] == '?' || view[begin - 1] == '&');
    const auto value = view.find_first_not_of(" \"'", equals + 1);
    if (is_secret_name(name, in_query) && value != npos && view[value] != '&') return name;
  }
  return "";
}

}  // namespace visiond::settings
