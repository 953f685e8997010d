// The completion scripts; bash's is run, by bash.
#include "tests/unit/client/process_support.hpp"

namespace visiond::testing {
namespace {

TEST(RunCompletion, knows_every_shell_command_and_option) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto outcome = visionctl({"completion", shell});
    EXPECT_EQ(outcome.code, 0);
    for (const char* part : {"detections", "metrics", "best-effort", "replace", "address", "describe --paths"})
      EXPECT_NE(outcome.out.find(part), std::string::npos) << shell << ": " << part;
  }
  EXPECT_EQ(visionctl({"completion", "tcsh"}).code, 2);
}

class BashCompletion : public ProcessTest {
 protected:
  // What bash offers behind these words, the last one being begun.
  std::string offered(const std::string& words) const {
    return shell("source <(visionctl completion bash) && COMP_WORDS=(" + words +
                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _visionctl 2>/dev/null; printf '%s ' \"${COMPREPLY[@]}\"")
        .output;
  }
};

TEST_F(BashCompletion, offers_commands_options_and_words) {
  EXPECT_EQ(offered("visionctl de"), "describe detections ");
  EXPECT_EQ(offered("visionctl me"), "metrics ");
  EXPECT_EQ(offered("visionctl apply --re"), "--replace --reject-adjustments --request-id ");
  EXPECT_EQ(offered("visionctl get -o j"), "json ");
  EXPECT_EQ(offered("visionctl set --max-kind re"), "restart recreate ");
  EXPECT_EQ(offered("visionctl completion z"), "zsh ");
}

TEST_F(BashCompletion, offers_the_daemons_own_paths) {
  EXPECT_EQ(offered("visionctl get camera.w"), "camera.width ");
  EXPECT_EQ(offered("visionctl unset detection.c"), "detection.confidence detection.class_confidence ");
  EXPECT_EQ(offered("visionctl set cam"), "camera.width= camera.source= ");
}

}  // namespace
}  // namespace visiond::testing
