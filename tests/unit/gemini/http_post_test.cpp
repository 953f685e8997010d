// The client against a server that misbehaves.
#include "services/gemini/http_post.hpp"

#include "tests/support/provider_server.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <future>

namespace visiond::gemini {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ProviderServer;
using End = HttpAnswer::End;

class HttpPostTest : public ::testing::Test {
 protected:
  static HttpRequest request(const std::string& base) {
    return {.url = base + "/v1/chat/completions", .headers = {"Authorization: Bearer k3y"}, .body = "{}"};
  }
  HttpAnswer post(ProviderServer::Manner manner, HttpLimits limits = {.total = testing::patience}) {
    server.next(std::move(manner));
    return http_post(request(server.url()), limits, {});
  }

  ProviderServer server;
};

TEST_F(HttpPostTest, sends_body_and_headers_and_takes_the_answer) {
  const auto answer = post({.body = "{\"a\": 1}"});
  EXPECT_EQ(answer.end, End::answered);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"a\": 1}");
  const auto asked = server.asked().at(0);
  EXPECT_EQ(asked.target, "/v1/chat/completions");
  EXPECT_EQ(asked.headers.at("authorization"), "Bearer k3y");
  EXPECT_EQ(asked.body, "{}");
  EXPECT_EQ(asked.headers.count("expect"), 0U);
}

TEST_F(HttpPostTest, sends_what_is_larger_than_any_buffer) {
  auto large = request(server.url());
  large.body.assign(3 << 20, 'x');
  EXPECT_EQ(http_post(large, {.total = testing::patience}, {}).status, 200);
  EXPECT_EQ(server.asked().at(0).body, large.body);
}

TEST_F(HttpPostTest, takes_what_the_server_asks_for_in_seconds_or_as_a_date) {
  EXPECT_EQ(post({.status = 429, .headers = {{"Retry-After", "17"}}}).retry_after, seconds(17));
  const std::time_t later = std::time(nullptr) + 100;
  std::tm broken{};
  gmtime_r(&later, &broken);
  char date[64];
  std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &broken);
  const auto wish = post({.status = 503, .headers = {{"Retry-After", date}}}).retry_after;
  ASSERT_TRUE(wish);
  EXPECT_GT(*wish, seconds(30));
  EXPECT_LE(*wish, seconds(100));
  EXPECT_EQ(post({.status = 429, .headers = {{"Retry-After", "soon"}}}).retry_after, std::nullopt);
  EXPECT_EQ(post({.status = 429}).retry_after, std::nullopt);
}

TEST_F(HttpPostTest, follows_no_redirection) {
  const ProviderServer other;
  const auto answer = post({.status = 307, .headers = {{"Location", other.url() + "/v1/chat/completions"}}});
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(other.requests(), 0U);
}

TEST_F(HttpPostTest, tells_a_connection_that_breaks_from_an_answer) {
  EXPECT_EQ(post({.text = std::string(10000, 'x'), .cut = true}).end, End::unreachable);
  std::string gone;
  {
    const ProviderServer short_lived;
    gone = short_lived.url();
  }
  const auto answer = http_post(request(gone), {.total = testing::patience}, {});
  EXPECT_EQ(answer.end, End::unreachable);
  EXPECT_NE(answer.why, "");
}

TEST_F(HttpPostTest, takes_no_more_than_it_may) {
  EXPECT_EQ(post({.body = std::string(1000, 'x')}, {.total = testing::patience, .answer_bytes = 1000}).end,
            End::answered);
  const auto answer = post({.body = std::string(1001, 'x')}, {.total = testing::patience, .answer_bytes = 1000});
  EXPECT_EQ(answer.end, End::too_large);
  EXPECT_NE(answer.why.find("1000 bytes"), std::string::npos) << answer.why;
}

TEST_F(HttpPostTest, ends_with_its_time) {
  EXPECT_EQ(post({.silent = true}, {.total = milliseconds(50)}).end, End::timed_out);
}

TEST_F(HttpPostTest, ends_at_once_when_it_is_given_up) {
  server.next({.silent = true});
  std::stop_source stop;
  auto answer = std::async(std::launch::async, [&] {
    return http_post(request(server.url()), {.total = std::chrono::hours(1)}, stop.get_token());
  });
  ASSERT_TRUE(testing::eventually([&] { return server.requests() == 1; }));
  stop.request_stop();
  ASSERT_EQ(answer.wait_for(testing::patience), std::future_status::ready);
  EXPECT_EQ(answer.get().end, End::cancelled);
}

TEST_F(HttpPostTest, speaks_only_http) {
  EXPECT_EQ(http_post({.url = "file:///etc/passwd"}, {.total = seconds(1)}, {}).end, End::unreachable);
}

class TrustTest : public ::testing::Test {
 protected:
  HttpAnswer post(const ProviderServer& server, const std::string& trusted) {
    const auto file = (folder.path() / "ca.pem").string();
    std::ofstream(file) << trusted;
    return http_post({.url = server.url() + "/v1/chat/completions", .body = "{}"},
                     {.total = testing::patience, .ca_file = trusted.empty() ? "" : file}, {});
  }

  testing::TempFolder folder;
};

TEST_F(TrustTest, is_there_for_a_certificate_that_somebody_vouches_for) {
  const ProviderServer server({.certificate_for = "127.0.0.1"});
  EXPECT_EQ(post(server, server.certificate()).status, 200);
}

TEST_F(TrustTest, is_not_there_for_any_other) {
  const ProviderServer self_made({.certificate_for = "127.0.0.1"}), of_another_name({.certificate_for = "example.org"});
  EXPECT_EQ(post(self_made, "").end, End::untrusted);
  EXPECT_EQ(post(of_another_name, of_another_name.certificate()).end, End::untrusted);
  EXPECT_EQ(self_made.requests() + of_another_name.requests(), 0U) << "nothing was sent";
}

}  // namespace
}  // namespace visiond::gemini
