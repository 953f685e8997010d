#pragma once
// Durations and times as people write and read them. Pure; thread-safe.

#include "client/lib/duration.hpp"

#include <google/protobuf/timestamp.pb.h>

#include <chrono>
#include <string>
#include <string_view>

namespace visiond::cli {

using client::Nanoseconds;

// "250us", "100ms", "1.5s", "2m", "1h": a number that is not negative, and its unit. Throws UsageError.
Nanoseconds parse_duration(std::string_view text);

// "420 µs", "3.1 ms", "120 ms", "1.42 s", "12.3 s", "4 m 05 s", "3 h 12 m", "9 d 03 h".
std::string format_duration(Nanoseconds duration);

// RFC 3339 in UTC, whole seconds: "2026-02-03T04:05:06Z".
std::string format_time(const google::protobuf::Timestamp& time);

}  // namespace visiond::cli
