// visionctl against visiond, as scripts use them: exit codes and what is left behind.
#include "tests/e2e/process_world.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>

namespace visiond {
namespace {

using testing::ProcessWorld;

class Visionctl : public ::testing::Test {
 protected:
  void SetUp() override { world.start(); }

  testing::Finished run(std::vector<std::string> arguments) { return world.visionctl(std::move(arguments)); }
  // As a value: the members of a Struct come in any order.
  boost::json::value settings() { return boost::json::parse(run({"get", "--output", "json"}).output); }

  ProcessWorld world;
};

TEST_F(Visionctl, shows_detections_with_frame_and_revision) {
  const auto shown = run({"--output", "json", "detections", "--count", "3"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_NE(shown.output.find(R"("label":"motion")"), std::string::npos) << shown.output;
  EXPECT_NE(shown.output.find(R"("revision":"1")"), std::string::npos) << shown.output;
}

TEST_F(Visionctl, commits_several_settings_as_one_revision) {
  const auto done = run({"set", "detection.confidence=0.7", "detection.max_detections=5", "ui.theme=dark"});
  EXPECT_EQ(done.exit_code, 0) << done.output;
  EXPECT_NE(done.output.find("COMMITTED revision 2"), std::string::npos) << done.output;
  EXPECT_EQ(run({"get", "ui.theme", "--output", "json"}).output, "\"dark\"\n");
}

TEST_F(Visionctl, leaves_everything_as_it_was_where_a_file_is_missing) {
  const auto before = settings();
  const auto failed = run({"set", "camera.source=file:/no/such.avi", "detection.confidence=0.1", "ui.theme=light"});
  EXPECT_EQ(failed.exit_code, 5);
  EXPECT_NE(failed.output.find("/no/such.avi: no such file"), std::string::npos) << failed.output;
  EXPECT_EQ(settings(), before);
}

TEST_F(Visionctl, names_both_mistakes) {
  const auto refused = run({"set", "detection.confidence=7", "camera.widht=3"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.output.find("detection.confidence: 7 is out of range"), std::string::npos) << refused.output;
  EXPECT_NE(refused.output.find("did you mean camera.width?"), std::string::npos) << refused.output;
}

TEST_F(Visionctl, shows_a_restart_with_its_downtime) {
  const auto done = run({"--output", "json", "set", "camera.width=320", "camera.height=240"});
  EXPECT_EQ(done.exit_code, 0) << done.output;
  EXPECT_NE(done.output.find(R"("updateKind":"UPDATE_KIND_RESTART")"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find(R"("downtime":")"), std::string::npos) << done.output;
}

TEST_F(Visionctl, goes_back_and_forth) {
  run({"set", "ui.theme=dark"});
  run({"set", "detection.confidence=0.7"});
  EXPECT_EQ(run({"diff", "1", "2"}).output.substr(0, 4), "PATH");
  EXPECT_EQ(run({"undo", "2"}).exit_code, 0);
  EXPECT_EQ(run({"get", "ui.theme", "-o", "json"}).output, "\"system\"\n");
  EXPECT_EQ(run({"rollback", "2", "ui"}).exit_code, 0);
  EXPECT_EQ(run({"get", "ui.theme", "-o", "json"}).output, "\"dark\"\n");
  EXPECT_EQ(run({"get", "detection.confidence", "-o", "json"}).output, "0.7\n");
  EXPECT_EQ(run({"undo", "2"}).exit_code, 0) << "it is as revision 2 left it again";
  EXPECT_EQ(run({"rollback", "99"}).exit_code, 1);
}

TEST_F(Visionctl, exports_what_apply_takes) {
  run({"set", "ui.theme=dark", "detection.class_confidence[\"traffic light\"]=0.25"});
  const auto file = (world.folder() / "settings.json").string();
  std::ofstream(file) << run({"export"}).output;
  EXPECT_EQ(run({"diff", "--exit-code", file}).exit_code, 0);
  run({"set", "ui.theme=light"});
  EXPECT_EQ(run({"diff", "--exit-code", file}).exit_code, 1);
  EXPECT_EQ(run({"apply", "--replace", file}).exit_code, 0);
  EXPECT_EQ(run({"diff", "--exit-code", "2"}).exit_code, 0);
}

TEST_F(Visionctl, confirms_and_cancels) {
  const auto id = [&](const std::string& assignment) {
    const auto done = run({"-o", "json", "set", assignment, "--confirm-timeout", "1h"});
    EXPECT_EQ(done.exit_code, 0) << done.output;
    return std::string(boost::json::parse(done.output).at("transactionId").as_string());
  };
  const auto first = id("ui.theme=dark");
  EXPECT_EQ(run({"set", "ui.theme=light"}).exit_code, 6);
  EXPECT_EQ(run({"confirm", first}).exit_code, 0);
  EXPECT_EQ(run({"confirm", first}).exit_code, 6);
  const auto second = id("ui.theme=light");
  EXPECT_EQ(run({"cancel", second}).exit_code, 0);
  EXPECT_EQ(run({"get", "ui.theme", "-o", "json"}).output, "\"dark\"\n");
  EXPECT_NE(run({"transactions", "--state", "reverted"}).output.find(second), std::string::npos);
}

TEST_F(Visionctl, ends_with_10_where_only_a_part_was_committed) {
  const auto done = run({"set", "--best-effort", "ui.theme=dark", "camera.source=file:/no/such.avi"});
  EXPECT_EQ(done.exit_code, 5) << "ui depends on camera, so nothing is left";
  const auto partly = run({"set", "--best-effort", "daemon.log_level=warn", "camera.source=file:/no/such.avi"});
  EXPECT_EQ(partly.exit_code, 10) << partly.output;
  EXPECT_EQ(run({"get", "daemon.log_level", "-o", "json"}).output, "\"warn\"\n");
}

TEST_F(Visionctl, ends_with_7_where_nobody_is_there) {
  world.end(SIGTERM);
  EXPECT_EQ(run({"get"}).exit_code, 7);
}

TEST_F(Visionctl, conflicts_with_4_and_refuses_disruption_with_6) {
  EXPECT_EQ(run({"set", "ui.theme=dark", "--expect-revision", "9"}).exit_code, 4);
  EXPECT_EQ(run({"set", "camera.width=320", "camera.height=240", "--max-kind", "HOT_RELOAD"}).exit_code, 6);
}

}  // namespace
}  // namespace visiond
