#include "daemon/transaction/staging.hpp"

#include "tests/unit/transaction/sample_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

// Revision 7, everything at its default but camera.hot, which is 1.
class World {
 public:
  World() : schema(sample_schema(sample_nodes())), planner(Planner::build(sample_nodes()).value()) {
    situation.schema = &schema;
    situation.planner = &planner;
    situation.sparse = json::object{{"camera", {{"hot", 1}}}};
    situation.full = situation.effective = schema.complete(situation.sparse);
    situation.revision = {7};
  }
  Staged staged(const std::string& patch) {
    request.patch = json::parse(patch).as_object();
    return stage(request, situation);
  }
  std::optional<base::Error> validated(const std::string& patch) {
    return validate(request, situation, staged(patch), report);
  }
  std::optional<base::Error> planned(const std::string& patch) {
    return plan(request, situation, planner.waves(staged(patch).affected), report);
  }

  settings::Schema schema;
  Planner planner;
  Request request;
  Situation situation;
  Report report;
};

ErrorCode code(const std::optional<base::Error>& error) { return error.value_or(base::Error{}).code; }

TEST(Stage, applies_the_patch_and_names_what_changes) {
  World world;
  const auto staged = world.staged(R"({"camera":{"cold":2,"note":3}})");
  EXPECT_EQ(staged.sparse, json::parse(R"({"camera":{"hot":1,"cold":2,"note":3}})"));
  ASSERT_EQ(staged.changes.size(), 2U);
  EXPECT_EQ(staged.affected.at("camera"), UpdateKind::restart);
}

TEST(Stage, puts_a_null_back_to_its_default) {
  World world;
  EXPECT_EQ(world.staged(R"({"camera":{"hot":null}})").full, world.schema.defaults());
}

TEST(Stage, takes_a_replacing_patch_for_the_whole_document) {
  World world;
  world.request.replace = true;
  const auto staged = world.staged(R"({"ui":{"note":5}})");
  EXPECT_EQ(staged.sparse, json::parse(R"({"ui":{"note":5}})"));
  EXPECT_TRUE(staged.affected.contains("camera"));
}

TEST(Stage, finds_no_difference_in_what_is_set_already) {
  World world;
  EXPECT_TRUE(world.staged(R"({"camera":{"hot":1.0}})").changes.empty());
}

TEST(Stage, counts_an_explicit_default_as_a_change_that_affects_nobody) {
  World world;
  const auto staged = world.staged(R"({"ui":{"hot":0}})");
  EXPECT_EQ(staged.changes.size(), 1U);
  EXPECT_TRUE(staged.affected.empty());
}

TEST(Validate, refuses_a_request_without_a_patch) {
  World world;
  EXPECT_EQ(code(validate(world.request, world.situation, stage(world.request, world.situation), world.report)),
            ErrorCode::empty_patch);
}

TEST(Validate, refuses_another_revision_than_expected) {
  World world;
  world.request.expected_revision = {6};
  EXPECT_EQ(code(world.validated(R"({"camera":{"hot":2}})")), ErrorCode::revision_conflict);
}

TEST(Validate, lets_the_expected_revision_and_values_pass) {
  World world;
  world.request.expected_revision = {7};
  world.request.expected_values = json::object{{"camera", {{"hot", 1.0}, {"cold", 0}}}};
  EXPECT_FALSE(world.validated(R"({"camera":{"hot":2}})"));
}

TEST(Validate, names_the_first_value_that_is_not_the_expected_one) {
  World world;
  world.request.expected_values = json::object{{"camera", {{"hot", 5}}}};
  const auto error = world.validated(R"({"camera":{"hot":2}})");
  EXPECT_EQ(code(error), ErrorCode::value_conflict);
  EXPECT_EQ(error->path, "camera.hot");
  EXPECT_EQ(error->message, "camera.hot was expected to be 5, but is 1; read it and try again");
}

TEST(Validate, expects_nothing_of_values_that_are_not_named) {
  World world;
  world.request.expected_values = json::object{{"camera", json::object{}}};
  EXPECT_FALSE(world.validated(R"({"camera":{"hot":2}})"));
}

TEST(Validate, refuses_to_expect_what_does_not_exist) {
  World world;
  world.request.expected_values = json::object{{"camera", {{"depth", 5}}}};
  EXPECT_EQ(world.validated(R"({"camera":{"hot":2}})")->path, "camera.depth");
}

TEST(Validate, reports_every_violation_of_schema_and_participants) {
  World world;
  world.situation.check = [](const std::string& section, const SectionChange&, const json::object&) {
    return std::vector<settings::Violation>{{section + ".cold", ErrorCode::invalid_setting, "is odd"}};
  };
  const auto error = world.validated(R"({"camera":{"hot":200,"depth":1,"note":4},"ui":{"note":2}})");
  EXPECT_EQ(world.report.violations.size(), 4U);
  EXPECT_NE(error->message.find("4 settings are wrong"), std::string::npos) << error->message;
}

TEST(Validate, asks_participants_only_where_something_changes) {
  World world;
  std::string asked;
  world.situation.check = [&](const std::string& section, const SectionChange& change, const json::object& proposed) {
    asked += section + " ";
    EXPECT_EQ(change.after, proposed.at(section));
    return std::vector<settings::Violation>{};
  };
  EXPECT_FALSE(world.validated(R"({"camera":{"hot":2},"ui":{"hot":0}})"));
  EXPECT_EQ(asked, "camera ");
}

TEST(Validate, keeps_the_message_short_however_much_is_wrong) {
  World world;
  json::object wrong;
  for (int n = 0; n < 200; ++n) wrong["unknown_" + std::to_string(n)] = n;
  world.request.patch = json::object{{"camera", wrong}};
  const auto error =
      validate(world.request, world.situation, stage(world.request, world.situation), world.report).value();
  EXPECT_EQ(world.report.violations.size(), 200U);
  EXPECT_LT(error.message.size(), 400U);
  EXPECT_NE(error.message.find("more"), std::string::npos) << error.message;
}

TEST(Plan, predicts_from_the_history_or_else_the_budget_of_the_kind) {
  World world;
  world.situation.predict = [](const std::string& section, UpdateKind) -> std::optional<Prediction> {
    if (section == "camera") return Prediction{std::chrono::milliseconds(3), std::chrono::milliseconds(2)};
    return std::nullopt;
  };
  EXPECT_FALSE(world.planned(R"({"camera":{"cold":2},"ui":{"cold":3}})"));
  const auto& camera = world.report.waves.at(0).operations.at(0);
  EXPECT_EQ(camera.predicted_duration, std::chrono::milliseconds(3));
  EXPECT_EQ(camera.predicted_downtime, std::chrono::milliseconds(2));
  const auto& ui = world.report.waves.at(1).operations.at(1);
  EXPECT_EQ(ui.section, "ui");
  EXPECT_EQ(ui.predicted_duration, std::chrono::milliseconds(500));
  EXPECT_EQ(ui.predicted_downtime, std::chrono::milliseconds(100));
}

TEST(Plan, refuses_a_section_that_cannot_be_touched_and_says_why) {
  World world;
  world.situation.busy["ui"] = "an earlier operation has not returned yet";
  const auto error = world.planned(R"({"ui":{"note":2}})");
  EXPECT_EQ(code(error), ErrorCode::section_busy);
  EXPECT_EQ(error->message, "ui cannot be changed now: an earlier operation has not returned yet");
}

TEST(Plan, refuses_where_an_offer_would_touch_a_busy_section) {
  World world;
  world.situation.busy["inference"] = "is impaired";
  EXPECT_EQ(code(world.planned(R"({"camera":{"cold":2}})")), ErrorCode::section_busy);
}

TEST(Plan, leaves_busy_sections_alone_that_it_does_not_touch) {
  World world;
  world.situation.busy["ui"] = "is impaired";
  EXPECT_FALSE(world.planned(R"({"detection":{"cold":2}})"));
}

TEST(Plan, refuses_a_kind_over_the_contract_with_the_plan_attached) {
  World world;
  world.request.max_update_kind = UpdateKind::hot_reload;
  const auto error = world.planned(R"({"camera":{"hot":2},"detection":{"cold":2}})");
  EXPECT_EQ(code(error), ErrorCode::disruption_exceeded);
  EXPECT_EQ(error->path, "detection");
  EXPECT_EQ(world.report.waves.size(), 3U);
}

TEST(Plan, refuses_a_predicted_downtime_over_the_contract) {
  World world;
  world.request.max_downtime = std::chrono::milliseconds(99);
  EXPECT_EQ(code(world.planned(R"({"camera":{"cold":2}})")), ErrorCode::disruption_exceeded);
}

TEST(Plan, lets_pass_what_is_just_within_the_contract) {
  World world;
  world.request.max_downtime = std::chrono::milliseconds(100);
  world.request.max_update_kind = UpdateKind::restart;
  EXPECT_FALSE(world.planned(R"({"camera":{"cold":2}})"));
}

SectionChange change(json::object before, json::object after) {
  return {.before = std::move(before), .after = std::move(after), .changes = {}};
}

TEST(Adjustments, name_what_was_asked_and_what_came_of_it) {
  const auto found = adjustments("camera", change({{"hot", 0}}, {{"hot", 5}}), {}, {{"hot", 4}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "camera.hot");
  EXPECT_EQ(found[0].requested, 5);
  EXPECT_EQ(found[0].effective, 4);
}

TEST(Adjustments, leave_out_what_was_settled_in_the_same_way_before) {
  const json::object before{{"camera", {{"hot", 4}}}};
  EXPECT_TRUE(adjustments("camera", change({{"hot", 5}}, {{"hot", 5}}), before, {{"hot", 4}}).empty());
}

TEST(Adjustments, name_a_setting_nobody_asked_for_when_it_settles_for_something_new) {
  const json::object before{{"camera", {{"hot", 5}}}};
  EXPECT_EQ(adjustments("camera", change({{"hot", 5}}, {{"hot", 5}}), before, {{"hot", 4}}).size(), 1U);
}

TEST(Adjustments, name_a_new_wish_that_settles_for_what_was_there) {
  const json::object before{{"camera", {{"hot", 4}}}};
  EXPECT_EQ(adjustments("camera", change({{"hot", 5}}, {{"hot", 6}}), before, {{"hot", 4}}).size(), 1U);
}

}  // namespace
}  // namespace visiond::transaction
