#pragma once
// Chat completions as OpenAI has them, and with it many a local server
// (platform.openai.com/docs/api-reference/chat). Immutable; thread-safe.

#include "services/gemini/protocol.hpp"

namespace visiond::gemini {

class OpenaiProtocol final : public Protocol {
 public:
  std::string_view name() const override { return "openai"; }
  HttpRequest request(const std::string& base_url, const Question& question, const base::Secret& key) const override;
  base::Result<Said> read(std::string_view body) const override;
};

}  // namespace visiond::gemini
