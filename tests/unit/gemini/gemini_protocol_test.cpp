#include "services/gemini/gemini_protocol.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace visiond::gemini {
namespace {

namespace json = boost::json;

const GeminiProtocol protocol;

std::string silence_of(const std::string& body) {
  const auto said = protocol.read(body);
  EXPECT_TRUE(said && said->text.empty()) << body;
  return said ? said->silence : "";
}

TEST(GeminiProtocol, asks_with_text_picture_and_limits) {
  const Question question{.model = "gemini-2.0-flash",
                          .prompt = "What is \"there\"?",
                          .jpeg = std::make_shared<const std::string>("\xFF\xD8\xFF", 3),
                          .temperature = 0.25,
                          .max_output_tokens = 99};
  const auto request = protocol.request("", question, base::Secret("k3y"));
  EXPECT_EQ(request.url, "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.0-flash:generateContent");
  EXPECT_EQ(request.headers, (std::vector<std::string>{"Content-Type: application/json", "x-goog-api-key: k3y"}));
  EXPECT_EQ(json::parse(request.body), json::parse(R"({
    "contents": [{"role": "user", "parts": [
      {"text": "What is \"there\"?"}, {"inline_data": {"mime_type": "image/jpeg", "data": "/9j/"}}]}],
    "generationConfig": {"temperature": 0.25, "maxOutputTokens": 99}})"));
}

TEST(GeminiProtocol, asks_elsewhere_without_key_or_picture) {
  const auto request = protocol.request("http://h:1/a/", {.model = "a/b c?", .prompt = "x"}, base::Secret());
  EXPECT_EQ(request.url, "http://h:1/a/v1beta/models/a%2Fb%20c%3F:generateContent");
  EXPECT_EQ(request.headers.size(), 1U);
  EXPECT_EQ(json::parse(request.body).at("contents").at(0).at("parts").as_array().size(), 1U);
}

TEST(GeminiProtocol, reads_text_and_tokens) {
  const auto said = protocol.read(R"({"candidates": [{"content": {"parts": [
      {"text": "hm", "thought": true}, {"text": "A "}, {"text": "yard."}]}, "finishReason": "STOP"}],
      "usageMetadata": {"promptTokenCount": 258, "candidatesTokenCount": 5}})");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->text, "A yard.");
  EXPECT_EQ(said->input_tokens, 258);
  EXPECT_EQ(said->output_tokens, 5);
}

TEST(GeminiProtocol, says_why_there_is_no_text) {
  EXPECT_EQ(silence_of(R"({"promptFeedback": {"blockReason": "SAFETY"}})"),
            "the provider blocked the question: SAFETY");
  EXPECT_EQ(silence_of(R"({"candidates": [{"finishReason": "MAX_TOKENS"}]})"),
            "the model answered without text: MAX_TOKENS");
  EXPECT_EQ(silence_of(R"({"candidates": [{"content": {"parts": [{"text": ""}, {"image": 1}]}}]})"),
            "the model answered without text");
}

TEST(GeminiProtocol, refuses_what_is_no_answer) {
  for (const auto* body : {"", "<html>", "[]", "{}", "null", R"({"candidates": []})", R"({"candidates": {}})",
                           R"({"choices": [{"message": {"content": "x"}}]})", R"({"candidates": [)"})
    EXPECT_EQ(protocol.read(body).error().code, base::ErrorCode::provider_failed) << body;
}

TEST(GeminiProtocol, takes_counts_for_nothing_that_are_none) {
  for (const auto* count : {"-5", "\"7\"", "null", "1e300", "{}"}) {
    const auto said = protocol.read(R"({"candidates": [{"content": {"parts": [{"text": "x"}]}}],
                                        "usageMetadata": {"promptTokenCount": )" +
                                    std::string(count) + "}}");
    ASSERT_TRUE(said) << count;
    EXPECT_TRUE(said->input_tokens == 0 || std::string(count) == "1e300") << count;
  }
}

TEST(ReasonIn, finds_the_providers_words_wherever_they_stand) {
  EXPECT_EQ(reason_in(R"({"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}})"),
            "API key not valid.");
  EXPECT_EQ(reason_in(R"([{"error": {"message": "in a list"}}])"), "in a list");
  EXPECT_EQ(reason_in(R"({"error": "plain"})"), "plain");
  EXPECT_EQ(reason_in(R"({"message": "m"})"), "m");
  EXPECT_EQ(reason_in(R"({"detail": "two\nlines\u001b"})"), "two lines ");
  for (const auto* body : {"", "<html>502</html>", "[]", "{}", "[1]", R"({"error": 5})"})
    EXPECT_EQ(reason_in(body), "");
}

}  // namespace
}  // namespace visiond::gemini
