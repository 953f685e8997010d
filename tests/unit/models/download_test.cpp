#include "services/models/download.hpp"

#include "tests/support/http_file_server.hpp"
#include "tests/support/provider_server.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <iterator>

namespace visiond::models {
namespace {

using base::ErrorCode;
using testing::HttpFileServer;

class DownloadTest : public ::testing::Test {
 protected:
  base::Result<void> get(const std::string& url, const Limits& limits = {}, std::stop_token stop = {}) {
    std::filesystem::remove(file);
    return download(url, file, limits, std::move(stop));
  }
  base::Error failure(const std::string& url, const Limits& limits = {}) {
    const auto result = get(url, limits);
    return result ? base::Error{ErrorCode::internal, "", "accepted"} : result.error();
  }
  Limits trusting(const testing::ProviderServer& vouched) const {
    const auto authorities = folder.path() / "ca.pem";
    std::ofstream(authorities) << vouched.certificate();
    return {.ca_file = authorities.string()};
  }
  std::string content() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  HttpFileServer server;
  testing::TempFolder folder;
  const std::filesystem::path file = folder.path() / "file";
};

TEST_F(DownloadTest, writes_what_the_server_gives) {
  const std::string body(500000, 'x');
  server.serve("/model", {.body = body});
  const auto result = get(server.url("/model"));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(content(), body);
}

TEST_F(DownloadTest, follows_a_few_redirects) {
  server.serve("/a", {.status = 302, .location = "/b"});
  server.serve("/b", {.status = 301, .location = server.url("/c")});
  server.serve("/c", {.body = "here"});
  ASSERT_TRUE(get(server.url("/a")));
  EXPECT_EQ(content(), "here");
}

TEST_F(DownloadTest, trusts_a_certificate_that_somebody_vouches_for) {
  testing::ProviderServer encrypted({.certificate_for = "127.0.0.1"});
  encrypted.next({.body = "weights"});
  const auto result = get(encrypted.url() + "/model", trusting(encrypted));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(content(), "weights");
}

TEST_F(DownloadTest, stays_encrypted_where_it_began_so) {
  testing::ProviderServer encrypted({.certificate_for = "127.0.0.1"});
  server.serve("/plain", {.body = "anybody may have changed this"});
  encrypted.next({.status = 302, .headers = {{"Location", server.url("/plain")}}, .body = ""});
  EXPECT_EQ(failure(encrypted.url() + "/model", trusting(encrypted)).code, ErrorCode::download_failed);
  EXPECT_EQ(encrypted.requests(), 1U);
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(content(), "");
}

TEST_F(DownloadTest, trusts_no_certificate_that_nobody_vouches_for) {
  const testing::ProviderServer encrypted({.certificate_for = "127.0.0.1"});
  const auto error = failure(encrypted.url() + "/model");
  EXPECT_EQ(error.code, ErrorCode::download_failed);
  EXPECT_NE(error.message.find("certificate"), std::string::npos) << error.message;
  EXPECT_EQ(encrypted.requests(), 0U);
  EXPECT_EQ(content(), "");
}

TEST_F(DownloadTest, leaves_a_loop_of_redirects) {
  server.serve("/a", {.status = 302, .location = "/b"});
  server.serve("/b", {.status = 302, .location = "/a"});
  EXPECT_EQ(failure(server.url("/a")).code, ErrorCode::download_failed);
  EXPECT_LE(server.requests(), 6);
}

TEST_F(DownloadTest, follows_a_redirect_to_nothing_but_http) {
  server.serve("/a", {.status = 302, .location = "file:///etc/hostname"});
  EXPECT_EQ(failure(server.url("/a")).code, ErrorCode::download_failed);
  EXPECT_EQ(content(), "");
}

TEST_F(DownloadTest, says_what_the_server_said) {
  const auto error = failure(server.url("/nothing"));
  EXPECT_EQ(error.code, ErrorCode::download_failed);
  EXPECT_NE(error.message.find("404"), std::string::npos) << error.message;
}

TEST_F(DownloadTest, fails_where_it_is_cut_in_the_middle) {
  server.serve("/cut", {.body = std::string(100000, 'x'), .cut_after = 50000});
  EXPECT_EQ(failure(server.url("/cut")).code, ErrorCode::download_failed);
}

TEST_F(DownloadTest, fails_where_nobody_answers) {
  std::string gone;
  {
    HttpFileServer other;
    gone = other.url("/x");
  }
  EXPECT_EQ(failure(gone).code, ErrorCode::download_failed);
}

TEST_F(DownloadTest, takes_no_more_than_the_limit) {
  server.serve("/large", {.body = std::string(2000, 'x')});
  EXPECT_EQ(failure(server.url("/large"), {.bytes = 1999}).code, ErrorCode::invalid_request);
  EXPECT_TRUE(get(server.url("/large"), {.bytes = 2000}));
}

TEST_F(DownloadTest, gives_up_where_nothing_comes) {
  server.serve("/silent", {.body = "x", .stall = true});
  const auto error = failure(server.url("/silent"), {.stall = std::chrono::seconds(1)});
  EXPECT_EQ(error.code, ErrorCode::download_failed);
}

TEST_F(DownloadTest, ends_when_its_caller_goes_away) {
  server.serve("/silent", {.body = "x", .stall = true});
  std::stop_source stop;
  auto running = std::async(std::launch::async, [&] { return get(server.url("/silent"), {}, stop.get_token()); });
  ASSERT_TRUE(testing::eventually([&] { return server.requests() == 1; }));
  stop.request_stop();
  EXPECT_EQ(running.get().error().code, ErrorCode::cancelled);
}

TEST_F(DownloadTest, refuses_what_is_no_address_and_never_repeats_a_password) {
  for (const char* url : {"", "ftp://host/x", "file:///etc/passwd", "https://", "http://a b/", "model.onnx"})
    EXPECT_EQ(failure(url).code, ErrorCode::invalid_request) << url;
  const auto error = failure("https://pat:hunter2@host/x");
  EXPECT_EQ(error.code, ErrorCode::invalid_request);
  EXPECT_EQ(error.message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace visiond::models
