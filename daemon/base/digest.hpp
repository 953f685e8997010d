#pragma once
// SHA-256 (FIPS 180-4) by OpenSSL. Thread-safe.

#include <string>
#include <string_view>

namespace visiond::base {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace visiond::base
