// The input as what a provider of vision-language models answers, by both protocols.
#include "services/gemini/protocol.hpp"
#include "tests/fuzz/promise.hpp"

using visiond::fuzz::promise;
using visiond::gemini::Provider;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = visiond::fuzz::text_of(data, size);
  for (const auto provider : {Provider::gemini, Provider::openai}) {
    const auto said = visiond::gemini::protocol_of(provider).read(body);
    if (!said) {
      promise(said.error().code == visiond::base::ErrorCode::provider_failed && !said.error().message.empty(),
              "the provider is blamed", said.error().message);
      continue;
    }
    promise(said->text.empty() != said->silence.empty(), "there is text, or why there is none", said->text);
    promise(said->input_tokens >= 0 && said->output_tokens >= 0, "tokens are counted from nothing on");
  }
  const auto reason = visiond::gemini::reason_in(body);
  promise(reason.find_first_of("\n\r\x1b") == std::string::npos, "the provider's words are one line", reason);
  return 0;
}
