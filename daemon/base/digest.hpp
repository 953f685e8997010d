#pragma once
// SHA-256 (FIPS 180-4) by OpenSSL. Thread-safe.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace visiond::base {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// Of a file's content, read piece by piece; nothing where it cannot be read.
std::optional<std::string> sha256_hex_of_file(const std::filesystem::path& file);

}  // namespace visiond::base
