#pragma once
// What this process uses of the machine, read from /proc/self (proc(5)). Stateless; thread-safe.

#include <cstdint>
#include <optional>

namespace visiond::base {

struct ProcessUsage {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0;  // file descriptors of any kind
  std::uint64_t threads = 0;
  double cpu_seconds = 0;  // user and system
};

// Nothing where /proc is not there or not readable. Takes some ten microseconds, longer with very many open files.
std::optional<ProcessUsage> process_usage();

}  // namespace visiond::base
