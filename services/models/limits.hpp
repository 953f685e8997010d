#pragma once
// How large a model may be, and how long fetching it may take. Values.

#include <chrono>
#include <cstdint>

namespace visiond::models {

struct Limits {
  std::uint64_t bytes = std::uint64_t{2} << 30;  // of an archive, and of all files of a model
  std::size_t files = 64;                        // in an archive
  std::chrono::seconds connect{15};
  std::chrono::seconds stall{30};  // without a byte
  std::chrono::seconds download{3600};
  int redirects = 5;
};

}  // namespace visiond::models
