#pragma once
// Days, minutes and times of UTC, whatever the machine's time zone. Pure; thread-safe.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace visiond::gemini {

// Since 1970.
inline std::int64_t minute_of(base::WallTime time) {
  return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}
inline std::int64_t day_of(base::WallTime time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

// "2026-11-24T17:05:09Z" (RFC 3339).
std::string utc_text(base::WallTime time);

}  // namespace visiond::gemini
