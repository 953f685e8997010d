#include "services/gemini/base_url.hpp"

#include <gtest/gtest.h>

namespace visiond::gemini {
namespace {

TEST(BaseUrl, may_be_any_http_address_with_a_host) {
  for (const auto* url : {"", "https://generativelanguage.googleapis.com", "http://127.0.0.1:11434/v1", "HTTPS://h/",
                          "http://[::1]:8080/v1"})
    EXPECT_EQ(base_url_mistake(url), "") << url;
}

TEST(BaseUrl, must_say_how_it_is_reached) {
  for (const auto* url : {"example.org/v1", "ftp://example.org", "file:///etc/passwd", "localhost:8080", "//h/v1"})
    EXPECT_EQ(base_url_mistake(url), "it must be an address that begins with https:// or http://") << url;
}

TEST(BaseUrl, must_be_an_address) {
  for (const auto* url : {"http://", "https:///v1", "http://h:99999", "http://a b/", "http://h:port/"})
    EXPECT_NE(base_url_mistake(url), "") << url;
}

TEST(BaseUrl, ends_with_its_path) {
  for (const auto* url : {"https://h/v1?key=x", "https://h/v1#a", "https://h/?"})
    EXPECT_NE(base_url_mistake(url).find("end with its path"), std::string::npos) << url;
}

}  // namespace
}  // namespace visiond::gemini
