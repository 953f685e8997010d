#pragma once
// What strings must look like beyond being strings, and where secrets hide in them. Used by validation. Pure;
// thread-safe.

#include "daemon/settings/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace visiond::settings {

struct FormatMistake {
  base::ErrorCode code = base::ErrorCode::invalid_setting;
  std::string message;  // never holds any part of the value where it may be a secret
};

// What is wrong with `text` as `format`, if anything.
std::optional<FormatMistake> find_mistake(Format format, std::string_view text);

// True when any URI in `text` holds user information (scheme://user:password@host, RFC 3986 section 3.2.1),
// percent-encoded or escaped ones included, or what can only be meant as such.
bool holds_user_information(std::string_view text);

// The name of a parameter in `text` that is given a secret (…?password=x, user-pw=x), or "" where there is none.
std::string secret_parameter(std::string_view text);

// Valid UTF-8 (RFC 3629) without NUL.
bool is_text(std::string_view bytes);

// A name as it may stand in a path or message: elided, and replaced where it is no text.
std::string presentable(std::string_view name);

// A value as messages show it: presentable and as a JSON string.
std::string quoted(std::string_view text);

// At most `limit` bytes of `text` (4 at least), cut between characters, with … for the rest.
std::string elide(std::string_view text, std::size_t limit = 64);

}  // namespace visiond::settings
