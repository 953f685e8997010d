// What watchers are told.
#include "tests/unit/transaction/machine_driver.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using What = action::Publish::What;

std::string told(const std::vector<action::Publish>& published) {
  std::string text;
  for (const auto& each : published) {
    if (!text.empty()) text += ", ";
    if (each.what == What::started) text += "started";
    if (each.what == What::ended) text += "ended";
    if (each.what == What::phase_started) text += "[" + std::string(to_string(each.phase.name));
    if (each.what == What::phase_ended) text += std::string(to_string(each.phase.name)) + "]";
    if (each.what == What::operation)
      text += each.operation.section + " " + std::string(to_string(each.operation.outcome));
  }
  return text;
}

TEST(MachinePublish, tells_of_each_phase_and_operation_between_start_and_end) {
  MachineDriver driver(R"({"ui":{"hot":1}})");
  driver.begin();
  driver.prepared("ui", driver.wants_rehearsal("ui"));
  driver.rehearsed();
  driver.committed();
  driver.flipped();
  EXPECT_EQ(told(driver.published()),
            "started, [STAGE, STAGE], [VALIDATE, VALIDATE], [PLAN, PLAN], [PREPARE, ui PREPARED, PREPARE], [REHEARSE, "
            "REHEARSE], [COMMIT, COMMIT], [FLIP, FLIP], ui DONE, ended");
}

TEST(MachinePublish, ends_the_phase_in_which_it_failed) {
  MachineDriver driver(R"({"ui":{"hot":1}})");
  driver.begin();
  driver.not_prepared("ui");
  driver.verified();
  EXPECT_EQ(told(driver.published()),
            "started, [STAGE, STAGE], [VALIDATE, VALIDATE], [PLAN, PLAN], [PREPARE, ui FAILED, PREPARE], ended");
}

TEST(MachinePublish, tells_of_a_failure_once) {
  MachineDriver driver(R"({"ui":{"cold":1}})");
  driver.begin();
  driver.prepared("ui", driver.needs_switch("ui"));
  driver.cancel();
  driver.fired(Timer::drain);
  const auto text = told(driver.published());
  EXPECT_EQ(text.find("ui FAILED"), text.rfind("ui FAILED")) << text;
}

TEST(MachinePublish, shows_progress_by_what_the_operations_are_predicted_to_take) {
  MachineDriver driver(R"({"camera":{"hot":1},"ui":{"big":1}})");
  driver.situation.predict = [](const std::string& section, UpdateKind) -> std::optional<Prediction> {
    return Prediction{std::chrono::milliseconds(section == "camera" ? 30 : 60), {}};
  };
  driver.begin();
  EXPECT_DOUBLE_EQ(driver.published().back().progress, 0);
  EXPECT_EQ(driver.published().back().remaining, std::chrono::milliseconds(100));
  driver.prepared("camera");
  EXPECT_DOUBLE_EQ(driver.published().back().progress, 0.3);
  EXPECT_EQ(driver.published().back().remaining, std::chrono::milliseconds(70));
  driver.prepared("ui");
  EXPECT_DOUBLE_EQ(driver.published().back().progress, 0.9);
  driver.committed();
  driver.flipped();
  EXPECT_DOUBLE_EQ(driver.published().back().progress, 1);
  EXPECT_EQ(driver.published().back().remaining, Duration{});
}

TEST(MachinePublish, counts_the_time_of_every_attempt_at_an_operation) {
  MachineDriver driver(R"({"camera":{"cold":1},"ui":{"hot":1}})");
  driver.begin();
  driver.prepared("camera", driver.needs_switch("camera"));
  driver.pass(std::chrono::milliseconds(5));
  driver.prepared("ui");
  driver.unaffected("detection");
  driver.unaffected("inference");
  driver.pass(std::chrono::milliseconds(20));
  driver.switched("camera", driver.settles_for("camera", {{"cold", 2}}));
  driver.pass(std::chrono::milliseconds(7));
  driver.prepared("ui");
  EXPECT_EQ(driver.operation("camera").duration, std::chrono::milliseconds(20));
  EXPECT_EQ(driver.operation("ui").duration, std::chrono::milliseconds(12));
}

}  // namespace
}  // namespace visiond::transaction
