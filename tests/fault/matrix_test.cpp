// Every participant × every step × every way to fail × every kind of change, with and without a switch-over: afterwards
// all is as before, nothing is leaked, and the next transaction works. What hangs is let go when the transaction has
// ended, so that its answer comes late.
#include "tests/support/runtime_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using testing::Behaviour;
using testing::RuntimeWorld;
using testing::ScriptedParticipant;
using transaction::State;

enum class Step { check, prepare, part, effective, rehearse, switch_over, assemble, commit };

struct Case {
  std::string participant;
  Step step;
  Behaviour fault;
  std::string setting;  // whose change it is: hot, cold, note, big
  bool switches;
};

std::string name_of(Step step) {
  constexpr const char* names[] = {"check",    "prepare",     "part",     "effective",
                                   "rehearse", "switch_over", "assemble", "commit"};
  return names[static_cast<int>(step)];
}

std::string name_of(Behaviour fault) {
  return fault == Behaviour::fail ? "error" : fault == Behaviour::throw_exception ? "throw" : "hang";
}

std::ostream& operator<<(std::ostream& out, const Case& test) {
  return out << test.participant << '_' << name_of(test.step) << '_' << name_of(test.fault) << '_' << test.setting
             << (test.switches ? "_switched" : "");
}

// What a failed transaction must leave alone.
struct Everything {
  explicit Everything(RuntimeWorld& world)
      : current(world.revision()),
        parts(world.cutover.parts()),
        generation(world.cutover.revision()),
        revisions(world.journal.all().size()),
        armed(world.journal.armed().has_value()),
        devices{world.camera.device(), world.detection.device()} {}
  bool operator==(const Everything& other) const {
    return current.revision == other.current.revision && current.sparse == other.current.sparse &&
           current.full == other.current.full && current.effective == other.current.effective && parts == other.parts &&
           generation == other.generation && revisions == other.revisions && armed == other.armed &&
           devices == other.devices;
  }

  RevisionView current;
  transaction::Parts parts;
  base::Revision generation;
  std::size_t revisions;
  bool armed;
  std::vector<int> devices;
};

class FaultMatrix : public ::testing::TestWithParam<Case> {
 protected:
  ScriptedParticipant& participant() { return GetParam().participant == "camera" ? world_.camera : world_.detection; }

  void plant() {
    const auto fault = GetParam().fault;
    switch (GetParam().step) {
      case Step::check:
        return participant().on_check(fault);
      case Step::prepare:
        return participant().on_prepare(fault);
      case Step::part:
        return participant().on_part(fault);
      case Step::effective:
        return participant().on_effective(fault);
      case Step::switch_over:
        return participant().on_switch_over(fault);
      case Step::rehearse:
        participant().want_rehearsal();
        return world_.cutover.on_rehearse([this, fault](const auto&) { return participant().act(fault, "rehearsal"); });
      case Step::assemble:
        return world_.cutover.throw_on_assemble();
      case Step::commit:
        return world_.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
    }
  }
  void cure() {
    participant().on_check(Behaviour::succeed);
    participant().on_prepare(Behaviour::succeed);
    participant().on_part(Behaviour::succeed);
    participant().on_effective(Behaviour::succeed);
    if (GetParam().switches) participant().on_switch_over(Behaviour::succeed);
    world_.cutover.on_rehearse({});
    world_.cutover.throw_on_assemble(false);
    participant().let_go();
  }
  // Both services change, so that there is always another one to be taken back.
  std::string patch(int value) const {
    const auto each = "{\"" + GetParam().setting + "\":" + std::to_string(value) + "}";
    return R"({"camera":)" + each + R"(,"detection":)" + each + "}";
  }

  RuntimeWorld world_;
};

TEST_P(FaultMatrix, leaves_everything_as_it_was) {
  if (GetParam().switches) {
    world_.camera.on_switch_over(Behaviour::succeed);
    world_.detection.on_switch_over(Behaviour::succeed);
  }
  ASSERT_EQ(world_.apply(patch(1)).report->state, State::committed);
  const Everything before(world_);
  plant();
  auto submitted = world_.submit(patch(2));
  if (GetParam().fault == Behaviour::hang) {
    participant().wait_until_hanging();
    world_.cancel(submitted.id);
  }
  const auto report = submitted.answer.get().report;
  ASSERT_TRUE(report->error);
  const bool unsure = GetParam().fault == Behaviour::hang && GetParam().step == Step::switch_over;
  if (unsure) {
    EXPECT_EQ(report->state, State::rollback_incomplete) << "its device is somewhere on the way";
  } else {
    EXPECT_TRUE(report->state == State::rolled_back || report->state == State::rejected ||
                report->state == State::cancelled)
        << report->error->message;
    EXPECT_TRUE(Everything(world_) == before);
  }
  cure();
  // What hung is back, and so is what could not be restored at once.
  world_.wait_until([&] { return world_.status(GetParam().participant).state == transaction::ServiceState::ok; });
  EXPECT_TRUE(Everything(world_) == before);
  world_.wait_until([&] { return world_.camera.staged() == 0 && world_.detection.staged() == 0; });
  const auto next = world_.apply(patch(3));
  EXPECT_EQ(next.report->state, State::committed) << (next.report->error ? next.report->error->message : "");
  EXPECT_EQ(next.report->revision.value, 3U);
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const std::string participant : {"camera", "detection"}) {
    for (const std::string setting : {"note", "hot", "cold", "big"}) {
      for (const bool switches : {false, true}) {
        if (switches && setting != "cold" && setting != "big") continue;
        const auto add = [&](Step step, Behaviour fault) {
          all.push_back({participant, step, fault, setting, switches});
        };
        for (const auto step : {Step::check, Step::prepare, Step::part, Step::effective, Step::rehearse}) {
          if (step != Step::effective) add(step, Behaviour::fail);
          add(step, Behaviour::throw_exception);
        }
        add(Step::assemble, Behaviour::throw_exception);
        add(Step::commit, Behaviour::fail);
        add(Step::rehearse, Behaviour::hang);
        // What is prepared on the strand is pure and cannot hang.
        if (setting == "cold" || setting == "big") add(Step::prepare, Behaviour::hang);
        if (!switches) continue;
        for (const auto fault : {Behaviour::fail, Behaviour::throw_exception, Behaviour::hang})
          add(Step::switch_over, fault);
      }
    }
  }
  return all;
}

// Services answer by returning, so once; the journal answers by a call, which a defect could make twice.
TEST(Fault, an_answer_that_comes_twice_counts_once) {
  RuntimeWorld world;
  world.journal.answer_twice();
  for (const std::string value : {"2", "3", "4"}) {
    const auto answer = world.apply(R"({"camera":{"cold":)" + value + R"(},"detection":{"big":)" + value + "}}");
    EXPECT_EQ(answer.report->state, State::committed) << (answer.report->error ? answer.report->error->message : "");
    EXPECT_EQ(std::to_string(answer.report->revision.value), value);
  }
  world.journal.refuse_next({ErrorCode::storage_full, "", "the disk is full"});
  EXPECT_EQ(world.apply(R"({"camera":{"cold":7}})").report->state, State::rolled_back);
  auto unconfirmed = world.request(R"({"camera":{"cold":5}})");
  unconfirmed.confirm_timeout = std::chrono::hours(1);
  const auto id = world.apply(unconfirmed).report->transaction_id;
  EXPECT_EQ(world.confirm(id).value()->state, State::committed);
  EXPECT_EQ(world.value("camera", "cold"), 5);
  EXPECT_EQ(world.journal.all().size(), 5U) << "the first, and one a commit";
  EXPECT_EQ(world.revision().revision, world.cutover.revision());
  world.wait_until([&] { return world.camera.staged() == 0 && world.detection.staged() == 0; });
}

INSTANTIATE_TEST_SUITE_P(Of, FaultMatrix, ::testing::ValuesIn(cases()), [](const auto& each) {
  std::ostringstream name;
  name << each.param;
  return name.str();
});

}  // namespace
}  // namespace visiond::runtime
