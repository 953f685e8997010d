#pragma once
// The gemini section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"

#include <string>

namespace visiond::gemini {

enum class Provider { gemini, openai };
enum class Trigger { manual, new_track, interval };

struct GeminiSettings {
  bool enabled = false;
  Provider provider = Provider::gemini;
  std::string base_url{};  // empty: the provider's own
  std::string model{};
  std::string api_key_ref{};  // never the key itself
  std::string prompt{};
  double temperature = 0.4;
  int max_output_tokens = 256;
  int timeout_ms = 30000;  // of a description, all attempts together
  int max_attempts = 3;
  int requests_per_min = 10;
  int daily_budget = 500;  // requests
  int image_max_px = 768;
  Trigger trigger = Trigger::manual;
  int interval_s = 60;
  bool verify_on_apply = false;
};

// A prompt, of the settings or of a call, has at most so many bytes.
inline constexpr std::size_t longest_prompt = 8192;

const settings::Table<GeminiSettings>& gemini_table();

}  // namespace visiond::gemini
