#pragma once
// How large a model may be, how long fetching it may take, and whom to trust with it. Values.

#include <chrono>
#include <cstdint>
#include <string>

namespace visiond::models {

struct Limits {
  std::uint64_t bytes = std::uint64_t{2} << 30;  // of an archive, and of all files of a model
  std::size_t files = 64;                        // in an archive
  std::chrono::seconds connect{15};
  std::chrono::seconds stall{30};  // without a byte
  std::chrono::seconds download{3600};
  int redirects = 5;
  std::string ca_file{};  // certificates to trust, PEM; empty: the system's
};

}  // namespace visiond::models
