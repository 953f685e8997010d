#pragma once
// Google's Gemini over REST: models/{model}:generateContent of the Generative Language API, v1beta
// (ai.google.dev/api/generate-content). Immutable; thread-safe.

#include "services/gemini/protocol.hpp"

namespace visiond::gemini {

class GeminiProtocol final : public Protocol {
 public:
  std::string_view name() const override { return "gemini"; }
  HttpRequest request(const std::string& base_url, const Question& question, const base::Secret& key) const override;
  base::Result<Said> read(std::string_view body) const override;
};

}  // namespace visiond::gemini
