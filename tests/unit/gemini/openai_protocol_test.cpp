#include "services/gemini/openai_protocol.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace visiond::gemini {
namespace {

namespace json = boost::json;

const OpenaiProtocol protocol;

TEST(OpenaiProtocol, asks_with_text_picture_and_limits) {
  const Question question{.model = "llava:13b",
                          .prompt = "What?",
                          .jpeg = std::make_shared<const std::string>("\xFF\xD8", 2),
                          .temperature = 0.5,
                          .max_output_tokens = 99};
  const auto request = protocol.request("http://127.0.0.1:11434/v1", question, base::Secret("k3y"));
  EXPECT_EQ(request.url, "http://127.0.0.1:11434/v1/chat/completions");
  EXPECT_EQ(request.headers, (std::vector<std::string>{"Content-Type: application/json", "Authorization: Bearer k3y"}));
  EXPECT_EQ(json::parse(request.body), json::parse(R"({"model": "llava:13b", "messages": [{"role": "user", "content": [
      {"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9g="}}]}],
      "temperature": 0.5, "max_tokens": 99})"));
}

TEST(OpenaiProtocol, asks_without_key_or_picture) {
  const auto request = protocol.request("", {.model = "m", .prompt = "x"}, base::Secret());
  EXPECT_EQ(request.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(request.headers.size(), 1U);
  EXPECT_EQ(json::parse(request.body).at("messages").at(0).at("content"), "x");
}

TEST(OpenaiProtocol, reads_text_and_tokens) {
  const auto said = protocol.read(R"({"choices": [{"message": {"role": "assistant", "content": "A yard."}}],
                                      "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}})");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->text, "A yard.");
  EXPECT_EQ(said->input_tokens, 12);
  EXPECT_EQ(said->output_tokens, 3);
  const auto pieces = protocol.read(R"({"choices": [{"message": {"content": [{"type": "text", "text": "A "},
                                        {"type": "text", "text": "yard."}]}}]})");
  EXPECT_EQ(pieces->text, "A yard.");
  EXPECT_EQ(pieces->input_tokens, 0);
}

TEST(OpenaiProtocol, says_why_there_is_no_text) {
  const auto silence = [](const std::string& choice) {
    return protocol.read(R"({"choices": [)" + choice + "]}").value().silence;
  };
  EXPECT_EQ(silence(R"({"message": {"content": null, "refusal": "I may not."}})"), "the model refuses: I may not.");
  EXPECT_EQ(silence(R"({"message": {"content": ""}, "finish_reason": "length"})"),
            "the model answered without text: length");
  EXPECT_EQ(silence("{}"), "the model answered without text");
}

TEST(OpenaiProtocol, refuses_what_is_no_answer) {
  for (const auto* body :
       {"", "nothing", "[]", "{}", R"({"choices": []})", R"({"candidates": [{}]})", R"({"choices": [1)"})
    EXPECT_EQ(protocol.read(body).error().code, base::ErrorCode::provider_failed) << body;
}

}  // namespace
}  // namespace visiond::gemini
