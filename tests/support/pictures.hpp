#pragma once
// Small pictures as bytes, without OpenCV: a PNG of one grey, whose check sums are right. Pure.

#include <array>
#include <cstdint>
#include <string>

namespace visiond::testing {

inline std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
          static_cast<char>(value)};
}

// As PNG (W3C, annex D) has them.
inline std::uint32_t crc32_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? 0xEDB88320U ^ (crc >> 1U) : crc >> 1U;
  }
  return ~crc;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data + big_endian(crc32_of(type + data));
}

inline std::string png_start(std::uint32_t width, std::uint32_t height) {
  return std::string("\x89PNG\r\n\x1a\n") +
         png_chunk("IHDR", big_endian(width) + big_endian(height) + std::string("\x08\x00\x00\x00\x00", 5));
}

// One pixel, grey: its one row of filter and value, in a stored block of zlib (RFC 1950, RFC 1951).
inline std::string grey_png(unsigned char grey) {
  const std::uint32_t adler_a = 1U + grey, adler_b = 1U + adler_a;
  const std::string row{'\0', static_cast<char>(grey)};
  return png_start(1, 1) +
         png_chunk("IDAT",
                   std::string("\x78\x01\x01\x02\x00\xfd\xff", 7) + row + big_endian(adler_b << 16U | adler_a)) +
         png_chunk("IEND", "");
}

}  // namespace visiond::testing
