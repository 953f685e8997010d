#include "daemon/base/process_usage.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>
#include <vector>

namespace visiond::base {
namespace {

TEST(ProcessUsage, sees_a_file_that_is_opened) {
  const auto before = process_usage()->open_files;
  const std::ifstream file("/proc/self/stat");
  EXPECT_EQ(process_usage()->open_files, before + 1);
}

TEST(ProcessUsage, sees_a_thread_that_is_started) {
  std::promise<void> end;
  const auto waits = [ended = end.get_future().share()] { ended.wait(); };
  // Not the first: with it ThreadSanitizer starts one of its own.
  std::thread first(waits);
  const auto before = process_usage()->threads;
  std::thread second(waits);
  EXPECT_EQ(process_usage()->threads, before + 1);
  end.set_value();
  first.join();
  second.join();
}

TEST(ProcessUsage, sees_memory_that_is_touched) {
  constexpr std::size_t size = std::size_t{64} << 20;
  const auto before = process_usage()->resident_bytes;
  const std::vector<char> touched(size, 'x');
  EXPECT_GE(process_usage()->resident_bytes, before + size / 2);
  EXPECT_EQ(touched.back(), 'x');
}

TEST(ProcessUsage, sees_processor_time_pass) {
  const auto before = process_usage()->cpu_seconds;
  // Ends when it is seen: ticks of 10 ms are what the kernel counts in.
  while (process_usage()->cpu_seconds <= before) {
  }
  EXPECT_LT(process_usage()->cpu_seconds, before + 60);
}

}  // namespace
}  // namespace visiond::base
