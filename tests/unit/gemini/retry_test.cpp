#include "services/gemini/retry.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::gemini {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Duration ample = hours(1);

HttpAnswer with_status(int status) { return {.end = HttpAnswer::End::answered, .status = status}; }

TEST(Retry, follows_only_what_may_pass_by_itself) {
  for (const auto outcome : {Outcome::throttled, Outcome::server_error, Outcome::unreachable})
    EXPECT_TRUE(pause_before_next({1, outcome, {}}, 3, ample, 0)) << to_string(outcome);
  for (const auto outcome : {Outcome::answered, Outcome::silent, Outcome::malformed, Outcome::refused,
                             Outcome::timed_out, Outcome::untrusted, Outcome::too_large, Outcome::cancelled})
    EXPECT_FALSE(pause_before_next({1, outcome, {}}, 3, ample, 0)) << to_string(outcome);
}

TEST(Retry, doubles_its_pause_up_to_a_limit) {
  EXPECT_EQ(pause_before_next({1, Outcome::server_error, {}}, 10, ample, 0), milliseconds(500));
  EXPECT_EQ(pause_before_next({2, Outcome::server_error, {}}, 10, ample, 0), milliseconds(1000));
  EXPECT_EQ(pause_before_next({3, Outcome::server_error, {}}, 10, ample, 0), milliseconds(2000));
  EXPECT_EQ(pause_before_next({6, Outcome::server_error, {}}, 10, ample, 0), seconds(16));
  EXPECT_EQ(pause_before_next({9, Outcome::server_error, {}}, 10, ample, 0), seconds(16));
}

TEST(Retry, leaves_up_to_half_of_it_to_chance) {
  EXPECT_EQ(pause_before_next({1, Outcome::throttled, {}}, 3, ample, 1), milliseconds(250));
  EXPECT_EQ(pause_before_next({1, Outcome::throttled, {}}, 3, ample, 0.5), milliseconds(375));
}

TEST(Retry, waits_as_long_as_the_server_asks) {
  EXPECT_EQ(pause_before_next({1, Outcome::throttled, seconds(7)}, 3, ample, 0), seconds(7));
  EXPECT_EQ(pause_before_next({3, Outcome::throttled, seconds(1)}, 5, ample, 0), seconds(2));
}

TEST(Retry, ends_with_attempts_and_time) {
  EXPECT_FALSE(pause_before_next({3, Outcome::server_error, {}}, 3, ample, 0));
  EXPECT_FALSE(pause_before_next({1, Outcome::server_error, {}}, 1, ample, 0));
  EXPECT_FALSE(pause_before_next({1, Outcome::server_error, {}}, 3, milliseconds(500), 0));
  EXPECT_TRUE(pause_before_next({1, Outcome::server_error, {}}, 3, milliseconds(501), 0));
  EXPECT_FALSE(pause_before_next({1, Outcome::throttled, seconds(60)}, 3, seconds(30), 0));
}

TEST(Outcome, is_told_by_the_status) {
  EXPECT_EQ(outcome_of(with_status(200)), Outcome::answered);
  EXPECT_EQ(outcome_of(with_status(429)), Outcome::throttled);
  for (const int status : {204, 301, 307, 400, 401, 403, 404, 413})
    EXPECT_EQ(outcome_of(with_status(status)), Outcome::refused);
  for (const int status : {500, 502, 503, 504, 529}) EXPECT_EQ(outcome_of(with_status(status)), Outcome::server_error);
}

}  // namespace
}  // namespace visiond::gemini
