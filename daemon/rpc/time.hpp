#pragma once
// Between the clock's types and the wire's google.protobuf.Timestamp and Duration. Pure; thread-safe.

#include "daemon/base/clock.hpp"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>

namespace visiond::rpc {

void write_time(base::WallTime time, google::protobuf::Timestamp& into);
void write_duration(base::Duration duration, google::protobuf::Duration& into);

// Nothing where it is malformed (nanoseconds out of range or of the other sign) or beyond about 292 years, which
// std::chrono cannot count in nanoseconds.
std::optional<base::Duration> read_duration(const google::protobuf::Duration& message);
std::optional<base::WallTime> read_time(const google::protobuf::Timestamp& message);

}  // namespace visiond::rpc
