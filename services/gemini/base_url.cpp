#include "services/gemini/base_url.hpp"

#include <curl/curl.h>
#include <memory>

namespace visiond::gemini {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
  std::string result = text;
  curl_free(text);
  return result;
}

}  // namespace

std::string base_url_mistake(const std::string& text) {
  if (text.empty()) return {};
  const Url url(curl_url(), &curl_url_cleanup);
  const auto code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0);
  const auto scheme = part(url, CURLUPART_SCHEME);
  if (code == CURLUE_UNSUPPORTED_SCHEME || code == CURLUE_BAD_SCHEME || (scheme != "http" && scheme != "https"))
    return "it must be an address that begins with https:// or http://";
  // libcurl takes the path for the host where there are three slashes.
  if (code != CURLUE_OK || part(url, CURLUPART_HOST).empty() || text.find(":///") != std::string::npos)
    return "it is no address; it must be https://host[:port][/path]";
  if (!part(url, CURLUPART_QUERY).empty() || !part(url, CURLUPART_FRAGMENT).empty() ||
      text.find_first_of("?#") != std::string::npos)
    return "it must end with its path; what follows ? or # has no place in it";
  return {};
}

}  // namespace visiond::gemini
