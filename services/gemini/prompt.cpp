#include "services/gemini/prompt.hpp"

#include "services/gemini/utc.hpp"

#include <array>
#include <set>
#include <utility>

namespace visiond::gemini {
namespace {

std::string listed(const std::vector<std::string>& labels) {
  std::set<std::string_view> seen;
  std::string text;
  for (const auto& label : labels)
    if (seen.insert(label).second) text += (text.empty() ? "" : ", ") + label;
  return text.empty() ? "nothing" : text;
}

}  // namespace

std::string fill_prompt(std::string_view text, const PromptValues& values) {
  const std::array<std::pair<std::string_view, std::string>, 3> placeholders{
      {{"{labels}", listed(values.labels)},
       {"{camera}", values.camera.empty() ? "unnamed" : values.camera},
       {"{time}", utc_text(values.time)}}};
  std::string filled;
  while (!text.empty()) {
    const auto* hit = placeholders.end();
    if (text.front() == '{') {
      for (const auto& each : placeholders)
        if (text.starts_with(each.first)) hit = &each;
    }
    if (hit != placeholders.end()) {
      filled += hit->second;
      text.remove_prefix(hit->first.size());
    } else {
      filled += text.front();
      text.remove_prefix(1);
    }
  }
  return filled;
}

}  // namespace visiond::gemini
