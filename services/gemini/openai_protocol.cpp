#include "services/gemini/openai_protocol.hpp"

#include "daemon/settings/json_text.hpp"
#include "services/gemini/json_answer.hpp"
#include "services/gemini/url_text.hpp"

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;

namespace {

constexpr const char* own_url = "https://api.openai.com/v1";

json::value content_of(const Question& question) {
  if (question.jpeg == nullptr) return json::value(question.prompt);
  return json::array{
      json::object{{"type", "text"}, {"text", question.prompt}},
      json::object{{"type", "image_url"},
                   {"image_url", json::object{{"url", "data:image/jpeg;base64," + base64(*question.jpeg)}}}}};
}

// A text, or, as some servers have it, a list of pieces.
std::string text_in(const json::value* content) {
  if (content == nullptr || !content->is_array()) return text_of(content);
  std::string text;
  for (const auto& piece : content->get_array()) text += text_of(find(piece, {"text"}));
  return text;
}

}  // namespace

HttpRequest OpenaiProtocol::request(const std::string& base_url, const Question& question,
                                    const base::Secret& key) const {
  const auto url = base_url.empty() ? std::string(own_url) : base_url;
  HttpRequest request{.url = joined(url, "chat/completions"), .headers = {"Content-Type: application/json"}};
  if (!key.empty()) request.headers.push_back("Authorization: Bearer " + key.reveal());
  request.body = settings::write_json(
      json::object{{"model", question.model},
                   {"messages", json::array{json::object{{"role", "user"}, {"content", content_of(question)}}}},
                   {"temperature", question.temperature},
                   {"max_tokens", question.max_output_tokens}});
  return request;
}

base::Result<Said> OpenaiProtocol::read(std::string_view body) const {
  const auto answer = read_answer(body);
  if (!answer) return answer.error();
  const auto* choice = first_of(find(*answer, {"choices"}));
  if (choice == nullptr)
    return Error{ErrorCode::provider_failed, "", "the answer has no choices, so it is none of chat completions"};
  Said said{.text = text_in(find(*choice, {"message", "content"})),
            .input_tokens = count_of(find(*answer, {"usage", "prompt_tokens"})),
            .output_tokens = count_of(find(*answer, {"usage", "completion_tokens"}))};
  if (!said.text.empty()) return said;
  const auto refusal = text_of(find(*choice, {"message", "refusal"}));
  const auto reason = text_of(find(*choice, {"finish_reason"}));
  said.silence = !refusal.empty() ? "the model refuses: " + refusal
                                  : "the model answered without text" + (reason.empty() ? "" : ": " + reason);
  return said;
}

}  // namespace visiond::gemini
