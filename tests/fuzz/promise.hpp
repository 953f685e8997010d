#pragma once
// What the fuzzers share: an input as text, and how a broken promise ends the process, so that libFuzzer keeps the
// input. Stateless; thread-safe.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace visiond::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void promise(bool kept, const char* what, const std::string& seen = {}) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n%s\n", what, seen.c_str());
  std::abort();
}

}  // namespace visiond::fuzz
