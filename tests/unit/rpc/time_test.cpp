#include "daemon/rpc/time.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace visiond::rpc {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

google::protobuf::Duration duration(std::int64_t whole, std::int32_t nanos) {
  google::protobuf::Duration message;
  message.set_seconds(whole);
  message.set_nanos(nanos);
  return message;
}

google::protobuf::Timestamp timestamp(std::int64_t whole, std::int32_t nanos) {
  google::protobuf::Timestamp message;
  message.set_seconds(whole);
  message.set_nanos(nanos);
  return message;
}

TEST(Time, writes_a_moment_and_reads_it_back) {
  const base::WallTime moment{seconds(1790000000) + nanoseconds(123456789)};
  google::protobuf::Timestamp message;
  write_time(moment, message);
  EXPECT_EQ(message.seconds(), 1790000000);
  EXPECT_EQ(message.nanos(), 123456789);
  EXPECT_EQ(read_time(message), moment);
}

TEST(Time, counts_nanoseconds_forward_before_1970_too) {
  google::protobuf::Timestamp message;
  write_time(base::WallTime(nanoseconds(-1)), message);
  EXPECT_EQ(message.seconds(), -1);
  EXPECT_EQ(message.nanos(), 999999999);
  EXPECT_EQ(read_time(message), base::WallTime(nanoseconds(-1)));
}

TEST(Time, writes_a_length_with_one_sign) {
  google::protobuf::Duration message;
  write_duration(-nanoseconds(1500000000), message);
  EXPECT_EQ(message.seconds(), -1);
  EXPECT_EQ(message.nanos(), -500000000);
  EXPECT_EQ(read_duration(message), -nanoseconds(1500000000));
}

TEST(Time, refuses_lengths_that_are_none) {
  EXPECT_FALSE(read_duration(duration(1, -1)));
  EXPECT_FALSE(read_duration(duration(-1, 1)));
  EXPECT_FALSE(read_duration(duration(0, 1000000000)));
  EXPECT_FALSE(read_duration(duration(0, -1000000000)));
  EXPECT_TRUE(read_duration(duration(0, -999999999)));
}

TEST(Time, refuses_lengths_beyond_what_can_be_counted) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(read_duration(duration(most, 0)));
  EXPECT_FALSE(read_duration(duration(std::numeric_limits<std::int64_t>::min(), 0)));
  EXPECT_FALSE(read_duration(duration(9223372036, 0)));
  EXPECT_TRUE(read_duration(duration(9223372035, 999999999)));
}

TEST(Time, refuses_moments_that_are_none) {
  EXPECT_FALSE(read_time(timestamp(0, -1)));
  EXPECT_FALSE(read_time(timestamp(0, 1000000000)));
  EXPECT_FALSE(read_time(timestamp(std::numeric_limits<std::int64_t>::max(), 0)));
  EXPECT_FALSE(read_time(timestamp(std::numeric_limits<std::int64_t>::min(), 0)));
}

}  // namespace
}  // namespace visiond::rpc
