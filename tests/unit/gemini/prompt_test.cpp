#include "services/gemini/prompt.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace visiond::gemini {
namespace {

using std::chrono::seconds;

TEST(Prompt, has_its_placeholders_filled_in) {
  const PromptValues values{{"person", "car", "person"}, "gate", base::WallTime(seconds(1'000'000'000))};
  EXPECT_EQ(fill_prompt("{camera} at {time}: {labels}; {labels}", values),
            "gate at 2001-09-09T01:46:40Z: person, car; person, car");
}

TEST(Prompt, says_that_there_is_nothing_to_fill_in) {
  EXPECT_EQ(fill_prompt("{labels} {camera} {time}", {}), "nothing unnamed 1970-01-01T00:00:00Z");
}

TEST(Prompt, keeps_what_is_no_placeholder) {
  for (const auto* text : {"", "{", "{}", "{label}", "{{Labels}", R"({"a": 1})", "camera}"})
    EXPECT_EQ(fill_prompt(text, {}), text);
}

TEST(Prompt, is_not_looked_at_twice) {
  EXPECT_EQ(fill_prompt("{labels} {camera}", {{"{camera}"}, "{labels}", {}}), "{camera} {labels}");
}

}  // namespace
}  // namespace visiond::gemini
