// What the services make of their calls, and when.
#include "tests/unit/transaction/simulated_run.hpp"

#include <algorithm>
#include <utility>

namespace visiond::transaction {

using std::chrono::milliseconds;

namespace {

constexpr std::chrono::hours very_late{1};

struct Fails {
  bool operator()(const event::PrepareDone& event) const { return !event.result; }
  bool operator()(const event::RehearseDone& event) const { return !event.result; }
  bool operator()(const event::SwitchDone& event) const { return !event.result; }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

}  // namespace

void SimulatedWorld::call(Run& run, Kind kind, std::vector<OperationId> ids,
                          std::function<Event(bool stopped)> answer) {
  auto made = std::make_shared<Call>(Call{&run, kind, std::move(ids), {}, std::move(answer)});
  calls_.push_back(made);
  const bool hangs = chance(run.mood.hang);
  run.something_broke = run.something_broke || hangs;
  at(now_ + (hangs ? Time(very_late) : soon()), [this, made] { give_back(made, false); });
}

void SimulatedWorld::give_back(const CallPtr& call, bool stopped) {
  if (std::erase(calls_, call) == 0) return;
  auto& run = *call->run;
  for (const auto& section : call->left_busy) {
    ++encounters_.late;
    if (--busy_[section] == 0) busy_.erase(section);
  }
  answer(run, call->answer(stopped));
  for (const auto& section : call->left_busy) restore_later(section);
}

void SimulatedWorld::answer(Run& run, const Event& event) {
  run.failed = run.failed || std::visit(Fails{}, event);
  feed(run, event);
  if (chance(run.mood.twice)) at(now_ + soon(), [this, &run, event] { feed(run, event); });
}

bool SimulatedWorld::under_way(const Run& run, const std::string& section) const {
  return std::any_of(calls_.begin(), calls_.end(), [&](const CallPtr& call) {
    return call->run == &run && !call->left_busy.contains(section) &&
           std::any_of(call->ids.begin(), call->ids.end(), [&](const auto& id) { return id.section == section; });
  });
}

json::object SimulatedWorld::settled(json::object asked) {
  for (auto& [name, value] : asked) {
    if (chance(30)) value = value.as_int64() + 100;
  }
  return asked;
}

std::map<std::string, SimulatedWorld::PartName> SimulatedWorld::inputs_of(const Run& run,
                                                                          const std::string& section) const {
  std::map<std::string, PartName> inputs;
  for (const auto& dependency : planner_.dependencies(section)) {
    auto& name = inputs[dependency];
    for (const auto& [id, object] : run.objects) {
      if (id.section == dependency && object.fate == Fate::staged) name = {id.attempt, object.parts};
    }
  }
  return inputs;
}

Event SimulatedWorld::answer_prepare(Run& run, const action::Prepare& prepare, std::map<std::string, PartName> inputs,
                                     bool fails) {
  if (fails) return event::PrepareDone{prepare.id, broken(prepare.id.section)};
  PreparedInfo info;
  if (prepare.change.changes.empty() && chance(60)) {
    info.unaffected = true;
    return event::PrepareDone{prepare.id, info};
  }
  info.effective = prepare.change.after;
  if (chance(run.mood.adjust)) info.effective = settled(prepare.change.after);
  info.needs_switch = chance(30);
  info.wants_rehearsal = chance(30);
  require(!run.objects.contains(prepare.id), "is prepared once an attempt", prepare.id.section);
  run.objects[prepare.id] = {.info = info, .inputs = std::move(inputs), .device_before = {}};
  return event::PrepareDone{prepare.id, info};
}

Event SimulatedWorld::answer_switch_over(Run& run, const OperationId& id, bool fails) {
  if (fails) return event::SwitchDone{id, broken(id.section)};
  auto& object = run.objects.at(id);
  const auto staged = object.info.effective;
  if (chance(run.mood.adjust)) object.info.effective = settled(full_.at(id.section).as_object());
  devices_[id.section] = object.info.effective;
  const bool new_part = chance(run.mood.adjust);
  object.parts += new_part || object.info.effective != staged ? 1 : 0;
  return event::SwitchDone{id, object.info, new_part};
}

void SimulatedWorld::restore_later(const std::string& section) {
  if (!impaired_.contains(section) || busy_.contains(section)) return;
  at(now_ + milliseconds(500), [this, section] {
    const auto found = impaired_.find(section);
    if (found == impaired_.end() || busy_.contains(section)) return;
    if (chance(50)) return restore_later(section);
    devices_[section] = found->second.run->objects.at(found->second.id).device_before;
    impaired_.erase(found);
  });
}

}  // namespace visiond::transaction
