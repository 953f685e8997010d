#include "services/gemini/url_text.hpp"

#include <openssl/evp.h>

#include <cctype>

namespace visiond::gemini {

std::string joined(std::string base, std::string_view path) {
  while (base.ends_with('/')) base.pop_back();
  return base + "/" + std::string(path);
}

std::string percent_encoded(std::string_view segment) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view also = "-._~";
  std::string encoded;
  for (const unsigned char c : segment) {
    if (c < 0x80 && (std::isalnum(c) != 0 || also.find(static_cast<char>(c)) != std::string_view::npos))
      encoded += static_cast<char>(c);
    else
      encoded += {'%', digits[c >> 4U], digits[c & 15U]};
  }
  return encoded;
}

std::string base64(std::string_view bytes) {
  // It writes a NUL behind.
  std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

}  // namespace visiond::gemini
