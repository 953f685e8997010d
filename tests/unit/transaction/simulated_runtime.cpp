// What the runtime does for the machine.
#include "tests/unit/transaction/simulated_run.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using base::ErrorCode;
using std::chrono::milliseconds;

namespace {

json::object half_way() { return {{"half", "way"}}; }

}  // namespace

void SimulatedWorld::perform(Run& run, const action::Continue&) {
  at(now_, [this, &run] { feed(run, event::Continue{}); });
}

void SimulatedWorld::perform(Run& run, const action::Prepare& action) {
  const auto& section = action.id.section;
  run.prepares = true;
  encounters_.prepared_again += action.id.attempt > 1 ? 1 : 0;
  require(!run.stopped, "nothing is begun after the stop");
  require(!busy_.contains(section) && !impaired_.contains(section), "is left alone while it is on the board", section);
  require(!under_way(run, section), "does one thing at a time", section);
  for (const auto& dependency : planner_.dependencies(section))
    require(!under_way(run, dependency), "is prepared after what it depends on", section);
  const bool fails = chance(run.mood.fail);
  run.something_broke = run.something_broke || fails;
  call(run, Kind::prepare, {action.id}, [this, &run, action, inputs = inputs_of(run, section), fails](bool stopped) {
    return answer_prepare(run, action, inputs, fails || stopped);
  });
}

void SimulatedWorld::perform(Run& run, const action::Rehearse& action) {
  require(!run.stopped, "nothing is begun after the stop");
  std::vector<OperationId> ids;
  for (const auto& [id, object] : run.objects) {
    const bool takes_part =
        std::find(action.sections.begin(), action.sections.end(), id.section) != action.sections.end();
    if (!takes_part || object.fate != Fate::staged) continue;
    require(object.info.wants_rehearsal, "only what was newly loaded is rehearsed");
    ids.push_back(id);
  }
  require(ids.size() == action.sections.size() && !ids.empty(), "what is rehearsed is staged");
  const bool fails = chance(run.mood.fail);
  run.something_broke = run.something_broke || fails;
  const auto who = action.sections.at(below(action.sections.size()));
  call(run, Kind::rehearse, ids, [attempt = action.attempt, who, fails](bool stopped) {
    return event::RehearseDone{attempt, fails || stopped ? base::Result<void>(broken(who)) : base::Result<void>()};
  });
}

void SimulatedWorld::perform(Run&, const action::HoldFrames&) {
  require(!held_, "frames are held once");
  held_ = true;
}

void SimulatedWorld::perform(Run&, const action::ReleaseFrames&) {
  require(held_, "only held frames are released");
  held_ = false;
}

void SimulatedWorld::perform(Run& run, const action::SwitchOver& action) {
  ++encounters_.switch_overs;
  require(held_, "frames are held back from the first side effect on");
  require(!run.stopped && !run.request.validate_only, "nothing is switched over after the stop or in a dry run");
  require(std::none_of(calls_.begin(), calls_.end(), [&](const auto& each) { return each->run == &run; }),
          "nothing else is under way during a switch-over");
  auto& object = run.objects.at(action.id);
  require(object.fate == Fate::staged && object.info.needs_switch, "only what needs it is switched over");
  object.device_before = std::exchange(devices_[action.id.section], half_way());
  run.switched.push_back(action.id);
  const bool fails = chance(run.mood.fail);
  run.something_broke = run.something_broke || fails;
  call(run, Kind::switch_over, {action.id},
       [this, &run, id = action.id, fails](bool stopped) { return answer_switch_over(run, id, fails || stopped); });
}

void SimulatedWorld::perform(Run& run, const action::SwitchBack& action) {
  ++encounters_.ways_back;
  ++run.ways_back;
  require(held_, "frames are held back until the last side effect is undone");
  require(!run.switched.empty() && run.switched.back() == action.id, "ways back are gone in reverse order");
  require(!under_way(run, action.id.section), "a way back waits for the way there");
  if (!run.switched.empty()) run.switched.pop_back();
  devices_[action.id.section] = half_way();
  const bool fails = chance(run.mood.fail);
  call(run, Kind::switch_back, {action.id}, [this, &run, id = action.id, fails](bool) {
    run.way_back_failed[id.section] = fails;
    if (fails) return event::SwitchBackDone{id, broken(id.section)};
    devices_[id.section] = run.objects.at(id).device_before;
    return event::SwitchBackDone{id, base::Result<void>()};
  });
}

void SimulatedWorld::perform(Run& run, const action::Commit& action) {
  require(!run.commits, "there is one commit");
  require(!run.failed, "nothing is committed after a failure");
  require(!run.stopped && !run.request.validate_only, "nothing is committed after the stop or in a dry run");
  require(std::none_of(calls_.begin(), calls_.end(), [&](const auto& each) { return each->run == &run; }),
          "nothing is under way at the commit point");
  run.commits = true;
  const bool refused = chance(run.mood.refuse);
  run.something_broke = run.something_broke || refused;
  at(now_ + soon(), [this, &run, action, refused] {
    if (!refused) store_.push_back({action.revision, action.sparse, action.full, action.effective});
    encounters_.refused_commits += refused ? 1 : 0;
    answer(run, event::CommitDone{refused ? CommitOutcome::refused : CommitOutcome::committed,
                                  {ErrorCode::storage_full, "", "the disk is full"}});
  });
}

void SimulatedWorld::perform(Run& run, const action::Flip& action) {
  require(store_.back().revision == action.revision, "what is flipped is on disk");
  generation_.revision = action.revision;
  std::set<std::string> sections;
  for (auto& [id, object] : run.objects) {
    if (object.fate != Fate::staged) continue;
    require(sections.insert(id.section).second, "one part of each section is flipped");
    require(object.inputs == inputs_of(run, id.section), "it was prepared from what is flipped with it", id.section);
    generation_.parts[id.section] = object.info.effective;
    if (!object.info.needs_switch) devices_[id.section] = object.info.effective;
  }
  for (auto& [id, object] : run.objects) {
    if (object.fate == Fate::staged) object.fate = Fate::flipped;
  }
  sparse_ = store_.back().sparse;
  full_ = store_.back().full;
  effective_ = store_.back().effective;
  held_ = false;
  run.flips = true;
  run.switched.clear();
  at(now_, [this, &run] { answer(run, event::Flipped{{below(1000)}}); });
}

void SimulatedWorld::perform(Run& run, const action::MeasureDowntime& action) {
  at(now_ + (chance(10) ? action.limit : soon()),
     [this, &run] { answer(run, event::DowntimeMeasured{chance(20) ? std::nullopt : std::optional(soon())}); });
}

void SimulatedWorld::perform(Run& run, const action::Verify& action) {
  at(now_ + soon(), [this, &run, action] {
    const bool unchanged = store_.back().revision == action.revision && generation_ == run.generation;
    require(unchanged, "after a way back nothing has changed");
    answer(run, event::Verified{unchanged ? base::Result<void>() : base::Result<void>(broken(""))});
  });
}

void SimulatedWorld::perform(Run& run, const action::RequestStop&) {
  run.stopped = true;
  for (const auto& each : calls_) {
    if (each->run != &run || each->kind == Kind::switch_back || !chance(50)) continue;
    at(now_ + soon(), [this, each] { give_back(each, true); });
  }
}

void SimulatedWorld::perform(Run& run, const action::Drop& action) {
  const auto found = run.objects.find(action.id);
  require(found != run.objects.end(), "is there to be dropped", action.id.section);
  if (found == run.objects.end()) return;
  require(found->second.fate == Fate::staged || found->second.fate == Fate::dropped, "is dropped while nobody uses it",
          action.id.section);
  found->second.fate = Fate::dropped;
}

void SimulatedWorld::perform(Run& run, const action::DropAll&) {
  require(!held_, "frames go on before anything is dropped");
  for (auto& [id, object] : run.objects) {
    if (object.fate == Fate::staged) object.fate = Fate::dropped;
  }
}

void SimulatedWorld::perform(Run& run, const action::LeaveBusy& action) {
  ++encounters_.given_up;
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const CallPtr& call) {
    return call->run == &run && std::find(call->ids.begin(), call->ids.end(), action.id) != call->ids.end();
  });
  require(found != calls_.end(), "is BUSY only while something has not returned", action.id.section);
  if (found == calls_.end()) return;
  require((*found)->left_busy.insert(action.id.section).second, "an operation is given up once");
  ++busy_[action.id.section];
}

void SimulatedWorld::perform(Run& run, const action::Impair& action) {
  const auto& section = action.id.section;
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const CallPtr& call) {
    return call->run == &run && call->ids.front().section == section &&
           (call->kind == Kind::switch_over || call->kind == Kind::switch_back);
  });
  const auto failed = run.way_back_failed.find(section);
  require(found != calls_.end() || (failed != run.way_back_failed.end() && failed->second),
          "is IMPAIRED only when its way back failed or hangs", section);
  require(run.objects.at(action.id).fate == Fate::staged, "is impaired once", section);
  run.objects.at(action.id).fate = Fate::impaired;
  run.impairs = true;
  if (found != calls_.end() && (*found)->left_busy.insert(section).second) ++busy_[section];
  std::erase(run.switched, action.id);
  impaired_[section] = {&run, action.id};
  restore_later(section);
}

void SimulatedWorld::perform(Run& run, const action::ArmTimer& action) {
  const auto number = order_;
  run.timers[action.timer] = number;
  at(now_ + action.after, [this, &run, timer = action.timer, number] {
    const auto found = run.timers.find(timer);
    if (found == run.timers.end() || found->second != number) return;
    run.timers.erase(found);
    if (timer == Timer::deadline) run.something_broke = true;
    feed(run, event::TimerFired{timer});
  });
}

void SimulatedWorld::perform(Run& run, const action::DisarmTimer& action) { run.timers.erase(action.timer); }

void SimulatedWorld::perform(Run& run, const action::Publish& action) {
  require(action.progress >= run.progress && action.progress <= 1, "progress only grows");
  run.progress = action.progress;
}

void SimulatedWorld::perform(Run& run, const action::Finish&) {
  require(!run.ended, "a transaction ends once");
  run.ended = true;
  check_end(run);
}

}  // namespace visiond::transaction
