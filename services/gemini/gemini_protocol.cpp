#include "services/gemini/gemini_protocol.hpp"

#include "daemon/settings/json_text.hpp"
#include "services/gemini/json_answer.hpp"
#include "services/gemini/url_text.hpp"

#include <utility>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;

namespace {

constexpr const char* own_url = "https://generativelanguage.googleapis.com";

json::array parts_of(const Question& question) {
  json::array parts{json::object{{"text", question.prompt}}};
  if (question.jpeg != nullptr)
    parts.push_back(
        json::object{{"inline_data", json::object{{"mime_type", "image/jpeg"}, {"data", base64(*question.jpeg)}}}});
  return parts;
}

// All text of a candidate but what the model thought on the way.
std::string text_in(const json::value& candidate) {
  const auto* parts = find(candidate, {"content", "parts"});
  if (parts == nullptr || !parts->is_array()) return {};
  std::string text;
  for (const auto& part : parts->get_array()) {
    const auto* thought = find(part, {"thought"});
    if (thought == nullptr || *thought != json::value(true)) text += text_of(find(part, {"text"}));
  }
  return text;
}

}  // namespace

HttpRequest GeminiProtocol::request(const std::string& base_url, const Question& question,
                                    const base::Secret& key) const {
  const auto url = base_url.empty() ? std::string(own_url) : base_url;
  HttpRequest request{.url = joined(url, "v1beta/models/" + percent_encoded(question.model) + ":generateContent"),
                      .headers = {"Content-Type: application/json"}};
  if (!key.empty()) request.headers.push_back("x-goog-api-key: " + key.reveal());
  request.body = settings::write_json(json::object{
      {"contents", json::array{json::object{{"role", "user"}, {"parts", parts_of(question)}}}},
      {"generationConfig",
       json::object{{"temperature", question.temperature}, {"maxOutputTokens", question.max_output_tokens}}}});
  return request;
}

base::Result<Said> GeminiProtocol::read(std::string_view body) const {
  const auto answer = read_answer(body);
  if (!answer) return answer.error();
  Said said;
  said.input_tokens = count_of(find(*answer, {"usageMetadata", "promptTokenCount"}));
  said.output_tokens = count_of(find(*answer, {"usageMetadata", "candidatesTokenCount"}));
  if (const auto blocked = text_of(find(*answer, {"promptFeedback", "blockReason"})); !blocked.empty()) {
    said.silence = "the provider blocked the question: " + blocked;
    return said;
  }
  const auto* candidate = first_of(find(*answer, {"candidates"}));
  if (candidate == nullptr)
    return Error{ErrorCode::provider_failed, "", "the answer has no candidates, so it is none of Gemini's"};
  said.text = text_in(*candidate);
  if (!said.text.empty()) return said;
  const auto reason = text_of(find(*candidate, {"finishReason"}));
  said.silence = "the model answered without text" + (reason.empty() ? "" : ": " + reason);
  return said;
}

}  // namespace visiond::gemini
