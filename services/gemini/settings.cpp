#include "services/gemini/settings.hpp"

#include "services/gemini/base_url.hpp"

#include <string>
#include <vector>

namespace visiond::gemini {

using settings::Format;
using settings::Priority;
using settings::row;
using settings::Table;
using settings::Violation;

namespace {

constexpr auto hot = settings::UpdateKind::hot_reload;
constexpr const char* first_prompt =
    "Describe in one or two sentences what this picture of a camera shows. Detected in it: {labels}.";

std::vector<Violation> check_base_url(const std::string& path, const settings::json::value& value) {
  const auto mistake = base_url_mistake(std::string(value.as_string()));
  if (mistake.empty()) return {};
  return {{path, base::ErrorCode::invalid_setting, mistake}};
}

}  // namespace

const Table<GeminiSettings>& gemini_table() {
  using S = GeminiSettings;
  static const Table<S> table{
      {.name = "gemini",
       .description = "What a remote vision-language model says of the scene; pictures leave this machine for it",
       .priority = Priority::medium,
       .dependencies = {"detection"}},
      {
          row(&S::enabled, "enabled").preset(false).kind(hot).text("Whether anything is asked, and pictures are sent"),
          row(&S::provider, "provider", {{"gemini", Provider::gemini}, {"openai", Provider::openai}})
              .preset("gemini")
              .kind(hot)
              .text("The protocol: Google's Gemini, or any server compatible with OpenAI's chat completions"),
          row(&S::base_url, "base_url")
              .format(Format::uri)
              .max_length(1024)
              .preset("")
              .kind(hot)
              .check(check_base_url)
              .text("Where it is asked, http or https; empty: the provider's own. openai: with the version, as in "
                    "http://127.0.0.1:11434/v1"),
          row(&S::model, "model").max_length(256).preset("").kind(hot).text("As the provider names it"),
          row(&S::api_key_ref, "api_key_ref")
              .format(Format::credential_reference)
              .preset("")
              .kind(hot)
              .text("Where the key is: env:NAME, file:PATH (below the configuration's allowed_paths) or "
                    "credential:NAME (of systemd); read again at each change of the section"),
          row(&S::prompt, "prompt")
              .max_length(longest_prompt)
              .preset(first_prompt)
              .kind(hot)
              .text("What is asked; {labels}, {camera} and {time} are filled in"),
          row(&S::temperature, "temperature").range(0, 2).preset(0.4).kind(hot).text("How freely it may answer"),
          row(&S::max_output_tokens, "max_output_tokens")
              .unit("tokens")
              .range(1, 8192)
              .preset(256)
              .kind(hot)
              .text("How long the answer may be"),
          row(&S::timeout_ms, "timeout_ms")
              .unit("ms")
              .range(1000, 120000)
              .preset(30000)
              .kind(hot)
              .text("How long a description may take, all attempts together"),
          row(&S::max_attempts, "max_attempts")
              .range(0, 10)
              .preset(3)
              .kind(hot)
              .text("How often it is tried, the first time included; 0 counts as 1"),
          row(&S::requests_per_min, "requests_per_min")
              .unit("requests")
              .range(0, 600)
              .preset(10)
              .kind(hot)
              .text("Requests that may be sent in a minute, repeated ones included; 0: none"),
          row(&S::daily_budget, "daily_budget")
              .unit("requests")
              .range(0, 100000)
              .preset(500)
              .kind(hot)
              .text("Requests that may be sent in a day (UTC), repeated ones included; 0: none"),
          row(&S::image_max_px, "image_max_px")
              .unit("px")
              .range(64, 2048)
              .preset(768)
              .kind(hot)
              .text("Pictures that are wider or higher are scaled down before they are sent"),
          row(&S::trigger, "trigger",
              {{"manual", Trigger::manual}, {"new_track", Trigger::new_track}, {"interval", Trigger::interval}})
              .preset("manual")
              .kind(hot)
              .text("When it is asked by itself: never, when a track begins, or every interval_s; calls always may"),
          row(&S::interval_s, "interval_s")
              .unit("s")
              .range(1, 86400)
              .preset(60)
              .kind(hot)
              .text("From question to question, where trigger is interval"),
          row(&S::verify_on_apply, "verify_on_apply")
              .preset(false)
              .kind(hot)
              .text(
                  "Whether a change is tried by one tiny request before it is committed, so that a wrong key fails it"),
      }};
  return table;
}

}  // namespace visiond::gemini
