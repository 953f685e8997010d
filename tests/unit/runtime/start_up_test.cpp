#include "daemon/runtime/start_up.hpp"

#include "tests/support/scripted_participant.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using testing::Behaviour;
using testing::ScriptedParticipant;

class StartUp : public ::testing::Test {
 protected:
  Prepared prepare() {
    const settings::Schema schema({camera_.section(), detection_.section()});
    const auto planner = transaction::Planner::build({{"detection", settings::Priority::critical, {"camera"}},
                                                      {"camera", settings::Priority::low, {}}})
                             .value();
    return prepare_all(schema, planner, {{"camera", &camera_}, {"detection", &detection_}}, schema.defaults());
  }
  ScriptedParticipant camera_{"camera", {}};
  ScriptedParticipant detection_{"detection", {"camera"}};
};

TEST_F(StartUp, prepares_each_section_from_what_it_depends_on) {
  const auto result = prepare();
  EXPECT_TRUE(result.impaired.empty());
  EXPECT_EQ(result.parts.size(), 2U);
  const auto input = detection_.input();
  EXPECT_EQ(input.occasion, transaction::Occasion::start_up);
  EXPECT_EQ(input.running, nullptr);
  EXPECT_EQ(input.dependencies.at("camera"), result.parts.at("camera"));
  EXPECT_EQ(input.proposed.at("camera"), camera_.input().change.after);
  EXPECT_EQ(result.effective, input.proposed);
}

TEST_F(StartUp, puts_each_section_in_force_and_frees_what_it_needed_for_that) {
  prepare();
  EXPECT_EQ(camera_.activations(), 1);
  EXPECT_EQ(camera_.staged(), 0);
}

TEST_F(StartUp, goes_on_without_a_section_that_cannot_be_prepared) {
  camera_.on_prepare(Behaviour::fail);
  const auto result = prepare();
  EXPECT_EQ(result.impaired.at("camera").message, "prepare failed as told");
  EXPECT_EQ(result.parts.count("camera"), 0U);
  EXPECT_EQ(result.parts.count("detection"), 1U);
  EXPECT_TRUE(detection_.input().dependencies.empty());
}

TEST_F(StartUp, survives_whatever_throws) {
  camera_.on_part(Behaviour::throw_exception);
  detection_.on_effective(Behaviour::throw_exception);
  const auto result = prepare();
  EXPECT_EQ(result.impaired.size(), 2U);
  EXPECT_TRUE(result.parts.empty());
  EXPECT_EQ(camera_.activations() + detection_.activations(), 0);
}

TEST_F(StartUp, takes_neither_nothing_nor_no_part) {
  camera_.answer_unaffected();
  detection_.on_part(Behaviour::fail);
  EXPECT_EQ(prepare().impaired.size(), 2U);
}

}  // namespace
}  // namespace visiond::runtime
