#include "daemon/rpc/time.hpp"

#include <chrono>
#include <cstdint>

namespace visiond::rpc {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t most_seconds = INT64_MAX / second - 1;

// Seconds and nanoseconds of a count of nanoseconds, rounded towards zero.
template <class Message>
void write_nanoseconds(std::int64_t count, Message& into) {
  into.set_seconds(count / second);
  into.set_nanos(static_cast<std::int32_t>(count % second));
}

}  // namespace

void write_time(base::WallTime time, google::protobuf::Timestamp& into) {
  const auto count = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  write_nanoseconds(count, into);
  if (into.nanos() >= 0) return;
  // A Timestamp's nanoseconds count forward, before 1970 too.
  into.set_seconds(into.seconds() - 1);
  into.set_nanos(into.nanos() + static_cast<std::int32_t>(second));
}

void write_duration(base::Duration duration, google::protobuf::Duration& into) {
  write_nanoseconds(duration.count(), into);
}

std::optional<base::Duration> read_duration(const google::protobuf::Duration& message) {
  const auto seconds = message.seconds();
  const std::int64_t nanos = message.nanos();
  if (nanos <= -second || nanos >= second || (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0))
    return std::nullopt;
  if (seconds > most_seconds || seconds < -most_seconds) return std::nullopt;
  return base::Duration(seconds * second + nanos);
}

std::optional<base::WallTime> read_time(const google::protobuf::Timestamp& message) {
  if (message.nanos() < 0 || message.nanos() >= second) return std::nullopt;
  if (message.seconds() > most_seconds || message.seconds() < -most_seconds) return std::nullopt;
  const std::chrono::nanoseconds since(message.seconds() * second + message.nanos());
  return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(since));
}

}  // namespace visiond::rpc
