#pragma once
// Durations between the wire and std::chrono. Pure; thread-safe.

#include <google/protobuf/duration.pb.h>

#include <chrono>

namespace visiond::client {

using Nanoseconds = std::chrono::nanoseconds;

Nanoseconds from_proto(const google::protobuf::Duration& duration);
google::protobuf::Duration to_proto(Nanoseconds duration);

}  // namespace visiond::client
