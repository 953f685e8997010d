#include "services/gemini/circuit_breaker.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::gemini {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using State = CircuitBreaker::State;

class Breaker : public ::testing::Test {
 protected:
  void fail(int times) {
    for (int n = 0; n < times; ++n) breaker.failed(now, {});
  }

  CircuitBreaker breaker;
  base::SteadyTime now{hours(1)};
};

TEST_F(Breaker, opens_after_failures_in_a_row) {
  fail(CircuitBreaker::most_failures - 1);
  EXPECT_EQ(breaker.state(now), State::closed);
  fail(1);
  EXPECT_EQ(breaker.state(now), State::open);
  EXPECT_EQ(breaker.shut_for(now), CircuitBreaker::cool_down);
}

TEST_F(Breaker, forgets_failures_that_a_success_interrupts) {
  fail(CircuitBreaker::most_failures - 1);
  breaker.succeeded();
  fail(CircuitBreaker::most_failures - 1);
  EXPECT_EQ(breaker.state(now), State::closed);
}

TEST_F(Breaker, lets_one_through_after_a_while_and_closes_or_opens_by_it) {
  fail(CircuitBreaker::most_failures);
  now += CircuitBreaker::cool_down;
  EXPECT_EQ(breaker.state(now), State::half_open);
  EXPECT_EQ(breaker.shut_for(now), std::nullopt);
  fail(1);
  EXPECT_EQ(breaker.state(now), State::open);
  now += CircuitBreaker::cool_down;
  breaker.succeeded();
  EXPECT_EQ(breaker.state(now), State::closed);
}

TEST_F(Breaker, heeds_a_server_that_wants_to_be_left_alone) {
  breaker.failed(now, seconds(120));
  EXPECT_EQ(breaker.shut_for(now), seconds(120));
  breaker.succeeded();
  breaker.failed(now, hours(1000));
  EXPECT_EQ(breaker.shut_for(now), CircuitBreaker::longest_wish);
}

}  // namespace
}  // namespace visiond::gemini
