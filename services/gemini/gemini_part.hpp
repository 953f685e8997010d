#pragma once
// What the gemini section contributes to a generation: its settings, and the key they name. Immutable; thread-safe.

#include "daemon/base/secret.hpp"
#include "daemon/transaction/participant.hpp"
#include "services/gemini/settings.hpp"

#include <utility>

namespace visiond::gemini {

class GeminiPart final : public transaction::Part {
 public:
  static constexpr const char* section = "gemini";

  // `key`: empty where none is named, or nothing is asked.
  GeminiPart(GeminiSettings settings, base::Secret key) : settings_(std::move(settings)), key_(std::move(key)) {}

  const GeminiSettings& settings() const { return settings_; }
  const base::Secret& key() const { return key_; }

 private:
  GeminiSettings settings_;
  base::Secret key_;
};

}  // namespace visiond::gemini
