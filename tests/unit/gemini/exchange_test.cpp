#include "services/gemini/exchange.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>

namespace visiond::gemini {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::seconds;
using End = HttpAnswer::End;

constexpr const char* fine = R"({"choices": [{"message": {"content": "A yard with k3y-0123."}}]})";

class ExchangeTest : public ::testing::Test {
 protected:
  Exchange::Asked ask(int attempts = 3) {
    Exchange exchange({.clock = clock,
                       .post = post,
                       .may_send = [this] { return may_send; },
                       .sent = [this](Outcome outcome) { outcomes.push_back(outcome); },
                       .pause =
                           [this](base::Duration pause, const std::stop_token&) {
                             pauses.push_back(pause);
                             clock.advance(pause);
                             if (stop_in_pause) stop.request_stop();
                           },
                       .random = [] { return 0.0; }});
    GeminiSettings settings;
    settings.provider = Provider::openai;
    settings.model = "m";
    settings.timeout_ms = 30000;
    return exchange.ask(GeminiPart(settings, base::Secret("k3y-0123")), {.model = "m", .prompt = "x"}, attempts,
                        stop.get_token());
  }
  void answer(int status, const std::string& body = "", std::optional<seconds> retry_after = {}) {
    answers.push_back({.end = End::answered, .status = status, .body = body, .retry_after = retry_after});
  }

  testing::ManualClock clock;
  std::deque<HttpAnswer> answers;
  std::vector<HttpLimits> limits;
  HttpPost post = [this](const HttpRequest&, const HttpLimits& given, std::stop_token) {
    limits.push_back(given);
    auto next = answers.front();
    answers.pop_front();
    return next;
  };
  base::Result<void> may_send;
  std::vector<Outcome> outcomes;
  std::vector<base::Duration> pauses;
  bool stop_in_pause = false;
  std::stop_source stop;
};

TEST_F(ExchangeTest, answers_what_was_said_without_the_key) {
  answer(200, fine);
  const auto asked = ask();
  ASSERT_TRUE(asked.said);
  EXPECT_EQ(asked.said->text, "A yard with ***.");
  EXPECT_EQ(outcomes, std::vector{Outcome::answered});
}

TEST_F(ExchangeTest, asks_again_where_that_may_help) {
  answer(503);
  answers.push_back({.end = End::unreachable, .why = "reset"});
  answer(200, fine);
  EXPECT_TRUE(ask().said);
  EXPECT_EQ(outcomes, (std::vector{Outcome::server_error, Outcome::unreachable, Outcome::answered}));
  EXPECT_EQ(pauses, (std::vector<base::Duration>{milliseconds(500), milliseconds(1000)}));
  EXPECT_EQ(limits.back().total, seconds(30) - milliseconds(1500)) << "all attempts share the time";
}

TEST_F(ExchangeTest, asks_once_where_nothing_would_change) {
  for (const int status : {400, 401, 403, 404}) {
    answer(status, R"({"error": {"message": "the key k3y-0123 is wrong"}})");
    const auto asked = ask();
    EXPECT_EQ(asked.said.error().code, ErrorCode::provider_failed);
    EXPECT_EQ(asked.said.error().message,
              "the provider (openai) answers HTTP " + std::to_string(status) + ": the key *** is wrong");
    EXPECT_EQ(asked.status, status);
  }
  EXPECT_TRUE(pauses.empty());
}

TEST_F(ExchangeTest, leaves_no_part_of_the_key_where_a_text_is_cut) {
  for (std::size_t before = 300; before < 420; ++before) {
    answer(400, R"({"error": ")" + std::string(before, 'x') + R"( k3y-0123"})");
    EXPECT_EQ(ask().said.error().message.find("k3y"), std::string::npos) << before;
  }
}

TEST_F(ExchangeTest, gives_up_after_so_many_attempts_and_tells_what_the_server_asks) {
  for (int n = 0; n < 3; ++n) answer(429, "", seconds(2));
  const auto asked = ask();
  EXPECT_EQ(asked.said.error().message, "the provider (openai) answers HTTP 429; it asks for a pause of 2 s");
  EXPECT_EQ(asked.retry_after, seconds(2));
  EXPECT_EQ(pauses, (std::vector<base::Duration>{seconds(2), seconds(2)}));
}

TEST_F(ExchangeTest, does_not_wait_longer_than_its_time) {
  answer(429, "", seconds(60));
  EXPECT_FALSE(ask().said);
  EXPECT_TRUE(pauses.empty());
}

TEST_F(ExchangeTest, sends_nothing_that_may_not_be_sent) {
  may_send = base::Error{ErrorCode::budget_exhausted, "gemini.daily_budget", "used up"};
  const auto asked = ask();
  EXPECT_EQ(asked.said.error().code, ErrorCode::budget_exhausted);
  EXPECT_EQ(asked.last, std::nullopt);
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(ExchangeTest, ends_in_the_pause_when_it_is_given_up) {
  answer(503);
  stop_in_pause = true;
  EXPECT_EQ(ask().said.error().code, ErrorCode::cancelled);
  EXPECT_EQ(outcomes.size(), 1U);
}

TEST_F(ExchangeTest, takes_a_sound_answer_without_text_for_an_answer) {
  answer(200, R"({"choices": [{"message": {"content": ""}, "finish_reason": "length"}]})");
  const auto asked = ask();
  ASSERT_TRUE(asked.said);
  EXPECT_EQ(asked.said->text, "");
  EXPECT_EQ(outcomes, std::vector{Outcome::silent});
}

TEST_F(ExchangeTest, takes_anything_else_for_none) {
  answer(200, "<html>a login page</html>");
  EXPECT_EQ(ask().said.error().code, ErrorCode::provider_failed);
  EXPECT_EQ(outcomes, std::vector{Outcome::malformed});
}

}  // namespace
}  // namespace visiond::gemini
