#include "client/cli/duration.hpp"

#include "client/cli/usage_error.hpp"

#include <gtest/gtest.h>

namespace visiond::cli {
namespace {

using namespace std::chrono_literals;

TEST(Duration, is_read_with_its_unit) {
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("100ms"), 100ms);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("250us"), 250us);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, without_a_unit_or_with_a_sign_is_refused) {
  for (const char* text : {"", "30", "s", "-1s", "3 s", "3sec", "nans", "infs", "1e300h"})
    EXPECT_THROW(parse_duration(text), UsageError) << text;
}

TEST(Duration, is_shown_to_three_figures_at_most) {
  EXPECT_EQ(format_duration(0ns), "0");
  EXPECT_EQ(format_duration(1ns), "0");
  EXPECT_EQ(format_duration(420us), "420 µs");
  EXPECT_EQ(format_duration(999600ns), "1.0 ms");
  EXPECT_EQ(format_duration(3140us), "3.1 ms");
  EXPECT_EQ(format_duration(119600us), "120 ms");
  EXPECT_EQ(format_duration(1420ms), "1.42 s");
  EXPECT_EQ(format_duration(59960ms), "59.9 s");
  EXPECT_EQ(format_duration(245s), "4 m 05 s");
  EXPECT_EQ(format_duration(192min), "3 h 12 m");
  EXPECT_EQ(format_duration(219h), "9 d 03 h");
}

TEST(Duration, survives_the_wire) {
  EXPECT_EQ(client::from_proto(client::to_proto(1500ms)), 1500ms);
  EXPECT_EQ(client::to_proto(1500ms).nanos(), 500'000'000);
}

TEST(Time, is_shown_in_utc) {
  google::protobuf::Timestamp time;
  time.set_seconds(1'700'000'000);
  EXPECT_EQ(format_time(time), "2023-11-14T22:13:20Z");
}

}  // namespace
}  // namespace visiond::cli
