#pragma once
// Text as requests carry it. Pure; thread-safe.

#include <string>
#include <string_view>

namespace visiond::gemini {

// `base` and `path` with one slash between them.
std::string joined(std::string base, std::string_view path);
// One segment of a path, all but RFC 3986's unreserved characters escaped.
std::string percent_encoded(std::string_view segment);
// RFC 4648, with padding.
std::string base64(std::string_view bytes);

}  // namespace visiond::gemini
