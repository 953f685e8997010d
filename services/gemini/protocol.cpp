#include "services/gemini/protocol.hpp"

#include "services/gemini/gemini_protocol.hpp"
#include "services/gemini/json_answer.hpp"
#include "services/gemini/openai_protocol.hpp"

#include <algorithm>

namespace visiond::gemini {

const Protocol& protocol_of(Provider provider) {
  static const GeminiProtocol gemini;
  static const OpenaiProtocol openai;
  if (provider == Provider::openai) return openai;
  return gemini;
}

std::string reason_in(std::string_view body) {
  const auto answer = read_answer(body);
  if (!answer) return {};
  // Google's servers put an error into a list now and then.
  const auto* from = answer->is_array() ? first_of(&*answer) : &*answer;
  if (from == nullptr) return {};
  std::string reason;
  for (const auto& path : std::initializer_list<std::initializer_list<std::string_view>>{
           {"error", "message"}, {"error"}, {"message"}, {"detail"}})
    if (reason.empty()) reason = text_of(find(*from, path));
  std::replace_if(
      reason.begin(), reason.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
  return reason;
}

}  // namespace visiond::gemini
