// Participants and pipelines that do what they should not: a failed transaction each, never a dead daemon.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using transaction::Outcome;
using transaction::State;

// A change that goes through for everybody who behaves.
constexpr const char* cold = R"({"camera":{"cold":1},"detection":{"cold":1}})";
constexpr const char* hot = R"({"camera":{"hot":1},"detection":{"hot":1}})";

struct Misdeed {
  const char* name;
  void (*commit)(RuntimeWorld&);
  ErrorCode reason = ErrorCode::rolled_back;
};

std::ostream& operator<<(std::ostream& out, const Misdeed& misdeed) { return out << misdeed.name; }

class CoordinatorSurvives : public ::testing::TestWithParam<Misdeed> {};

TEST_P(CoordinatorSurvives, and_leaves_everything_as_it_was) {
  for (const auto* patch : {cold, hot}) {
    RuntimeWorld world;
    const auto parts = world.cutover.parts();
    GetParam().commit(world);
    const auto answer = world.apply(patch);
    EXPECT_EQ(answer.report->error->code, GetParam().reason) << answer.report->error->message;
    EXPECT_EQ(world.cutover.parts(), parts);
    EXPECT_EQ(world.journal.all().size(), 1U);
    EXPECT_EQ(world.status("camera").state, transaction::ServiceState::ok);
    world.wait_until([&] { return world.camera.staged() + world.detection.staged() == 0; });
  }
}

INSTANTIATE_TEST_SUITE_P(
    Misdeeds, CoordinatorSurvives,
    ::testing::Values(
        Misdeed{"check throws", [](RuntimeWorld& w) { w.camera.on_check(Behaviour::throw_exception); },
                ErrorCode::internal},
        Misdeed{"prepare throws", [](RuntimeWorld& w) { w.camera.on_prepare(Behaviour::throw_exception); }},
        Misdeed{"part throws", [](RuntimeWorld& w) { w.camera.on_part(Behaviour::throw_exception); }},
        Misdeed{"a dependent's part throws", [](RuntimeWorld& w) { w.detection.on_part(Behaviour::throw_exception); }},
        Misdeed{"there is no part", [](RuntimeWorld& w) { w.camera.on_part(Behaviour::fail); }},
        Misdeed{"effective throws", [](RuntimeWorld& w) { w.detection.on_effective(Behaviour::throw_exception); }},
        Misdeed{"its own change does not affect it", [](RuntimeWorld& w) { w.detection.answer_unaffected(); }},
        Misdeed{"the generation cannot be assembled", [](RuntimeWorld& w) { w.cutover.throw_on_assemble(); }},
        Misdeed{"it cannot be assembled for the rehearsal",
                [](RuntimeWorld& w) {
                  w.camera.want_rehearsal();
                  w.cutover.throw_on_assemble();
                }},
        Misdeed{"the rehearsal throws", [](RuntimeWorld& w) {
                  w.camera.want_rehearsal();
                  w.cutover.on_rehearse(
                      [](const auto&) -> base::Result<void> { throw std::runtime_error("thrown as told"); });
                }}));

TEST(CoordinatorSwitch, goes_back_when_part_or_effective_throws_after_the_switch_over) {
  for (const bool part : {true, false}) {
    RuntimeWorld world;
    world.camera.on_switch_over(Behaviour::hang);
    auto waiting = world.submit(R"({"camera":{"cold":5}})");
    world.camera.wait_until_hanging();
    if (part) world.camera.on_part(Behaviour::throw_exception);
    if (!part) world.camera.on_effective(Behaviour::throw_exception);
    world.camera.let_go();
    const auto answer = waiting.answer.get();
    EXPECT_EQ(answer.report->state, State::rolled_back);
    EXPECT_EQ(world.camera.device(), 0);
    EXPECT_EQ(world.camera.switch_backs(), 1);
    EXPECT_FALSE(world.cutover.held());
  }
}

TEST(CoordinatorSwitch, gives_dependents_the_part_that_came_of_the_switch_over) {
  RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::succeed);
  world.camera.make_new_parts();
  ASSERT_EQ(world.apply(cold).report->state, State::committed);
  const auto part = world.cutover.parts().at("camera");
  EXPECT_TRUE(static_cast<const testing::ScriptedPart&>(*part).switched);
  EXPECT_EQ(world.detection.input().dependencies.at("camera"), part);
  EXPECT_EQ(world.detection.prepares(), 3) << "at start-up, before the switch-over and after it";
}

TEST(CoordinatorRehearsal, blames_the_section_and_names_it) {
  RuntimeWorld world;
  world.detection.want_rehearsal();
  world.cutover.on_rehearse([](const std::vector<std::string>& sections) -> base::Result<void> {
    return base::Error{ErrorCode::rolled_back, sections.at(0), "wrong shape"};
  });
  const auto answer = world.apply(cold);
  EXPECT_EQ(answer.report->error->message, "detection did not pass the rehearsal: wrong shape");
}

TEST(CoordinatorRehearsal, stays_busy_until_it_returns_although_its_way_back_is_done) {
  RuntimeWorld world;
  world.camera.on_switch_over(Behaviour::succeed);
  world.camera.want_rehearsal();
  std::promise<void> entered, let_go;
  auto until = let_go.get_future().share();
  world.cutover.on_rehearse([&](const auto&) -> base::Result<void> {
    entered.set_value();
    until.wait();
    return {};
  });
  auto hanging = world.submit(R"({"camera":{"cold":5}})");
  entered.get_future().wait();
  world.coordinator->cancel(hanging.id, {ErrorCode::cancelled, "", "as asked"});
  EXPECT_EQ(hanging.answer.get().report->state, State::cancelled);
  EXPECT_EQ(world.camera.device(), 0);
  EXPECT_EQ(world.status("camera").state, transaction::ServiceState::busy);
  let_go.set_value();
  world.wait_until([&] { return world.status("camera").state == transaction::ServiceState::ok; });
}

TEST(CoordinatorDowntime, stays_open_when_measuring_it_throws) {
  RuntimeWorld world;
  world.cutover.on_measure([]() -> std::optional<base::Duration> { throw std::runtime_error("thrown as told"); });
  const auto answer = world.apply(R"({"camera":{"cold":5}})");
  EXPECT_EQ(answer.report->state, State::committed);
  EXPECT_FALSE(answer.report->waves[0].operations[0].downtime);
}

TEST(CoordinatorStatus, is_told_for_a_service_that_cannot_say_how_it_is) {
  RuntimeWorld world;
  world.camera.on_status(Behaviour::throw_exception);
  const auto status = world.status("camera");
  EXPECT_EQ(status.state, transaction::ServiceState::impaired);
  EXPECT_NE(status.last_error.find("status threw as told"), std::string::npos);
}

TEST(CoordinatorPrepare, gives_a_participant_all_it_may_look_at) {
  RuntimeWorld world;
  const auto running = world.cutover.parts();
  world.apply(R"({"camera":{"hot":2},"detection":{"hot":3}})");
  const auto input = world.detection.input();
  EXPECT_EQ(input.change.before.at("hot"), 0);
  EXPECT_EQ(input.change.after.at("hot"), 3);
  EXPECT_EQ(input.proposed.at("camera").at("hot"), 2);
  EXPECT_EQ(input.running, running.at("detection"));
  EXPECT_EQ(input.dependencies.at("camera"), world.cutover.parts().at("camera"));
  EXPECT_EQ(input.occasion, transaction::Occasion::change);
}

TEST(CoordinatorPrepare, gives_the_running_part_of_a_dependency_that_does_not_take_part) {
  RuntimeWorld world;
  const auto camera = world.cutover.parts().at("camera");
  world.apply(R"({"detection":{"cold":3}})");
  EXPECT_EQ(world.detection.input().dependencies.at("camera"), camera);
}

TEST(CoordinatorPrepare, runs_what_is_cheap_on_the_strand_and_the_rest_on_a_worker) {
  RuntimeWorld world;
  world.apply(R"({"camera":{"hot":1}})");
  EXPECT_EQ(world.camera.thread(), world.strand_thread());
  world.apply(R"({"camera":{"cold":1}})");
  EXPECT_NE(world.camera.thread(), world.strand_thread());
}

TEST(CoordinatorPrepare, runs_on_a_worker_what_is_cheap_but_waits) {
  RuntimeWorld world;
  world.camera.ask_for_worker();
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1},"detection":{"hot":1}})").report->state, State::committed);
  EXPECT_NE(world.camera.thread(), world.strand_thread());
  EXPECT_EQ(world.detection.thread(), world.strand_thread());
}

TEST(CoordinatorPrepare, does_not_load_on_the_strand_where_nothing_runs_yet) {
  RuntimeWorld world(Behaviour::fail);
  EXPECT_EQ(world.status("camera").state, transaction::ServiceState::impaired);
  world.camera.on_prepare(Behaviour::succeed);
  EXPECT_EQ(world.apply(R"({"camera":{"hot":1}})").report->state, State::committed);
  EXPECT_NE(world.camera.thread(), world.strand_thread());
  EXPECT_EQ(world.status("camera").state, transaction::ServiceState::ok);
}

TEST(CoordinatorPrepare, leaves_a_section_impaired_that_says_it_is_unaffected) {
  RuntimeWorld world(Behaviour::succeed, Behaviour::fail);
  EXPECT_EQ(world.apply(R"({"camera":{"cold":1}})").report->state, State::committed);
  EXPECT_EQ(world.status("detection").state, transaction::ServiceState::impaired);
}

TEST(CoordinatorPrepare, asks_on_the_strand_whether_an_offer_is_taken) {
  RuntimeWorld world;
  const auto answer = world.apply(R"({"camera":{"cold":1}})");
  EXPECT_EQ(answer.report->waves.at(1).operations.at(0).outcome, Outcome::unaffected);
  EXPECT_EQ(world.detection.thread(), world.strand_thread());
}

TEST(CoordinatorPrepare, lets_a_dependent_take_an_offer_on_a_worker) {
  RuntimeWorld world;
  world.detection.take_offers();
  const auto answer = world.apply(R"({"camera":{"cold":1}})");
  EXPECT_EQ(answer.report->waves.at(1).operations.at(0).outcome, Outcome::done);
  EXPECT_EQ(world.detection.activations(), 2);
  EXPECT_NE(world.detection.thread(), world.strand_thread());
}

}  // namespace
}  // namespace visiond::runtime
