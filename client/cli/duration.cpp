#include "client/cli/duration.hpp"

#include "client/cli/usage_error.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <utility>

namespace visiond::cli {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 6> units = {{
    {"ns", 1},
    {"us", 1e3},
    {"ms", 1e6},
    {"s", 1e9},
    {"m", 60e9},
    {"h", 3600e9},
}};

// A year: longer ones are mistakes, and would overflow deadlines.
constexpr double longest = 366.0 * 24 * 3600e9;

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), format, args...);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

}  // namespace

Nanoseconds parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc{} && std::isfinite(number) && number >= 0) {
    for (const auto& [name, size] : units)
      if (name == unit && number * size <= longest) return Nanoseconds(std::llround(number * size));
  }
  throw UsageError("\"" + std::string(text) +
                   "\" is not a duration, write a number and its unit, as in 100ms, 30s or 2m");
}

std::string format_duration(Nanoseconds duration) {
  const double seconds = static_cast<double>(duration.count()) * 1e-9;
  const auto whole = static_cast<long long>(seconds);
  if (seconds < 0.5e-6) return "0";
  if (seconds < 999.5e-6) return print("%.0f µs", seconds * 1e6);
  if (seconds < 9.95e-3) return print("%.1f ms", seconds * 1e3);
  if (seconds < 0.9995) return print("%.0f ms", seconds * 1e3);
  if (seconds < 9.995) return print("%.2f s", seconds);
  if (seconds < 60) return print("%.1f s", std::min(seconds, 59.9));
  if (seconds < 3600) return print("%lld m %02lld s", whole / 60, whole % 60);
  if (seconds < 86400) return print("%lld h %02lld m", whole / 3600, whole / 60 % 60);
  return print("%lld d %02lld h", whole / 86400, whole / 3600 % 24);
}

std::string format_time(const google::protobuf::Timestamp& time) {
  const std::time_t seconds = time.seconds();
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "?";
  std::array<char, 32> text{};
  return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
}

}  // namespace visiond::cli
