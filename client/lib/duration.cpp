#include "client/lib/duration.hpp"

namespace visiond::client {

Nanoseconds from_proto(const google::protobuf::Duration& duration) {
  return std::chrono::seconds(duration.seconds()) + Nanoseconds(duration.nanos());
}

google::protobuf::Duration to_proto(Nanoseconds duration) {
  google::protobuf::Duration result;
  result.set_seconds(duration.count() / 1'000'000'000);
  result.set_nanos(static_cast<std::int32_t>(duration.count() % 1'000'000'000));
  return result;
}

}  // namespace visiond::client
