#pragma once
// Whether the process uses more and more: what it has after a while beside what it had before, with some room for what
// libraries keep. Values.

#include "daemon/base/process_usage.hpp"

#include <string>

namespace visiond::testing {

// AddressSanitizer keeps what was freed, so that memory tells nothing there.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool compares_memory = false;
#else
inline constexpr bool compares_memory = true;
#endif

// What has grown beyond that room; empty where nothing has.
inline std::string growth(const base::ProcessUsage& before, const base::ProcessUsage& after) {
  constexpr std::uint64_t files = 4, threads = 4, resident_bytes = std::uint64_t{16} << 20U;
  std::string grown;
  const auto check = [&](const char* what, std::uint64_t early, std::uint64_t late, std::uint64_t room) {
    if (late > early + room)
      grown += std::string(what) + " from " + std::to_string(early) + " to " + std::to_string(late) + "; ";
  };
  check("open files", before.open_files, after.open_files, files);
  check("threads", before.threads, after.threads, threads);
  if (compares_memory) check("resident bytes", before.resident_bytes, after.resident_bytes, resident_bytes);
  return grown;
}

}  // namespace visiond::testing
