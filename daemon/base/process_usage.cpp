#include "daemon/base/process_usage.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>
#include <unistd.h>

namespace visiond::base {
namespace {

// Of /proc/self/stat, as proc(5) numbers its fields.
constexpr std::size_t first_after_name = 3, user_ticks = 14, system_ticks = 15, threads = 20, resident_pages = 24;

std::optional<std::uint64_t> count_open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator all("/proc/self/fd", error);
  if (error) return std::nullopt;
  std::uint64_t count = 0;
  for (auto each = begin(all); each != end(all); each.increment(error)) {
    if (error) return std::nullopt;
    ++count;
  }
  // One of them is the folder itself, open for being read.
  return count - 1;
}

}  // namespace

std::optional<ProcessUsage> process_usage() {
  std::ifstream file("/proc/self/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  // The name, in brackets, may hold blanks and brackets.
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream words(text.substr(name_end + 1));
  std::array<std::string, resident_pages + 1> fields;
  for (auto field = first_after_name; field < fields.size(); ++field) {
    if (!(words >> fields[field])) return std::nullopt;
  }
  const auto number = [&](std::size_t field) { return std::stoull(fields[field]); };
  const auto open_files = count_open_files();
  if (!open_files) return std::nullopt;
  const auto ticks = static_cast<double>(number(user_ticks) + number(system_ticks));
  return ProcessUsage{.resident_bytes = number(resident_pages) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)),
                      .open_files = *open_files,
                      .threads = number(threads),
                      .cpu_seconds = ticks / static_cast<double>(sysconf(_SC_CLK_TCK))};
}

}  // namespace visiond::base
