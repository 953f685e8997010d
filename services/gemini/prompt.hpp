#pragma once
// A prompt with its placeholders. Pure; thread-safe.

#include "daemon/base/clock.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace visiond::gemini {

struct PromptValues {
  std::vector<std::string> labels{};  // of the detections in the picture
  std::string camera{};               // camera.name
  base::WallTime time{};              // when the picture was taken
};

// The text with {labels} (each once, in their order, or "nothing"), {camera} (or "unnamed") and {time} (RFC 3339, UTC)
// filled in. Other braces stay as they are, and what was filled in is not looked at again.
std::string fill_prompt(std::string_view text, const PromptValues& values);

}  // namespace visiond::gemini
