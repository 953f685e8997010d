#pragma once
// Whether the process uses more and more: what it has after a while beside what it had before, with some room for what
// libraries keep. Values.

#include "daemon/base/process_usage.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

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

// What has grown while something was done `count` times, after it was done a few times more. Prints the figures, `what`
// before them. Ends early where a failure was fatal.
inline std::string growth_over(const std::string& what, int count, const std::function<void()>& once) {
  constexpr int warm_up = 5;
  constexpr double mebibyte = 1 << 20;
  for (int n = 0; n < warm_up; ++n) once();
  const auto before = base::process_usage().value();
  for (int n = 0; n < count && !::testing::Test::HasFatalFailure(); ++n) once();
  const auto after = base::process_usage().value();
  std::printf("%d %s: %llu → %llu files, %llu → %llu threads, %.1f → %.1f MiB\n", count, what.c_str(),
              static_cast<unsigned long long>(before.open_files), static_cast<unsigned long long>(after.open_files),
              static_cast<unsigned long long>(before.threads), static_cast<unsigned long long>(after.threads),
              static_cast<double>(before.resident_bytes) / mebibyte,
              static_cast<double>(after.resident_bytes) / mebibyte);
  return growth(before, after);
}

// A leak of each kind, one more of each at every call, until it is destroyed: what growth_over() must find.
class PlantedLeak {
 public:
  ~PlantedLeak() {
    end_.set_value();
    for (const int file : files_) ::close(file);
  }
  void grow() {
    files_.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    memory_.emplace_back(std::size_t{4} << 20U, 'x');
    threads_.emplace_back([gate = ended_] { gate.wait(); });
  }
  // Empty where it was found whole.
  static std::string missed_in(const std::string& grown) {
    std::string missed;
    const auto check = [&](const std::string& what) {
      if (grown.find(what) == std::string::npos) missed += what + "; ";
    };
    check("open files");
    check("threads");
    if (compares_memory) check("resident bytes");
    return missed;
  }

 private:
  std::vector<int> files_;
  std::vector<std::string> memory_;
  std::promise<void> end_;
  const std::shared_future<void> ended_ = end_.get_future().share();
  std::vector<std::jthread> threads_;
};

}  // namespace visiond::testing
