#include "tests/unit/transaction/machine_driver.hpp"

#include "tests/unit/transaction/shown_action.hpp"

#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

MachineDriver::MachineDriver(const std::string& patch, std::vector<Node> nodes)
    : schema_(sample_schema(nodes)), planner_(Planner::build(std::move(nodes)).value()) {
  request.patch = json::parse(patch).as_object();
  request.author = "test";
  situation.schema = &schema_;
  situation.planner = &planner_;
  situation.full = schema_.defaults();
  situation.effective = schema_.defaults();
  situation.revision = {7};
}

std::string MachineDriver::begin() {
  machine_ = std::make_unique<Machine>(base::TransactionId{"t"}, request, situation);
  return send(event::Begin{wall_});
}

std::string MachineDriver::send(const Event& event) {
  std::string text;
  bool again = false;
  for (const auto& each : machine_->resume(event, now_, wall_)) {
    if (const auto* prepare = std::get_if<action::Prepare>(&each)) {
      attempts_[prepare->id.section] = prepare->id.attempt;
      changes_[prepare->id.section] = prepare->change;
    }
    if (const auto* rehearse = std::get_if<action::Rehearse>(&each)) rehearsal_ = rehearse->attempt;
    if (const auto* commit = std::get_if<action::Commit>(&each)) commit_ = *commit;
    if (const auto* publish = std::get_if<action::Publish>(&each)) {
      published_.push_back(*publish);
    } else if (std::holds_alternative<action::Continue>(each)) {
      again = true;
    } else {
      text += (text.empty() ? "" : ", ") + shown(each);
    }
  }
  if (!again) return text;
  const auto more = send(event::Continue{});
  return text + (text.empty() || more.empty() ? "" : ", ") + more;
}

OperationId MachineDriver::newest(const std::string& section) const { return {section, attempts_.at(section)}; }

std::string MachineDriver::prepared(const std::string& section) { return prepared(section, info(section)); }

std::string MachineDriver::prepared(const std::string& section, PreparedInfo info) {
  return send(event::PrepareDone{newest(section), std::move(info)});
}

std::string MachineDriver::unaffected(const std::string& section) { return prepared(section, {.unaffected = true}); }

std::string MachineDriver::not_prepared(const std::string& section, const std::string& why) {
  return send(event::PrepareDone{newest(section), Error{ErrorCode::rolled_back, section, why}});
}

std::string MachineDriver::rehearsed() { return send(event::RehearseDone{rehearsal_, base::Result<void>{}}); }

std::string MachineDriver::not_rehearsed(const std::string& section, const std::string& why) {
  return send(event::RehearseDone{rehearsal_, Error{ErrorCode::rolled_back, section, why}});
}

std::string MachineDriver::switched(const std::string& section) { return switched(section, needs_switch(section)); }

std::string MachineDriver::switched(const std::string& section, PreparedInfo info, bool new_part) {
  return send(event::SwitchDone{newest(section), std::move(info), new_part});
}

std::string MachineDriver::not_switched(const std::string& section, const std::string& why) {
  return send(event::SwitchDone{newest(section), Error{ErrorCode::rolled_back, section, why}});
}

std::string MachineDriver::switched_back(const std::string& section) {
  return send(event::SwitchBackDone{newest(section), base::Result<void>{}});
}

std::string MachineDriver::not_switched_back(const std::string& section, const std::string& why) {
  return send(event::SwitchBackDone{newest(section), Error{ErrorCode::rollback_incomplete, section, why}});
}

std::string MachineDriver::cancel(ErrorCode code) { return send(event::Cancel{{code, "", "the caller said so"}}); }

json::object MachineDriver::section(const std::string& name, const json::object& settings) const {
  json::object object = changes_.at(name).after;
  for (const auto& [key, value] : settings) object[key] = value;
  return object;
}

PreparedInfo MachineDriver::info(const std::string& name) const { return settles_for(name, {}); }

PreparedInfo MachineDriver::needs_switch(const std::string& name) const {
  auto answer = info(name);
  answer.needs_switch = true;
  return answer;
}

PreparedInfo MachineDriver::wants_rehearsal(const std::string& name) const {
  auto answer = info(name);
  answer.wants_rehearsal = true;
  return answer;
}

PreparedInfo MachineDriver::settles_for(const std::string& name, const json::object& settings) const {
  PreparedInfo answer;
  answer.effective = section(name, settings);
  return answer;
}

const Operation& MachineDriver::operation(const std::string& section) const {
  for (const auto& wave : report().waves) {
    for (const auto& each : wave.operations) {
      if (each.section == section) return each;
    }
  }
  throw std::out_of_range("no operation of " + section);
}

std::string MachineDriver::outcomes() const {
  std::string text;
  for (const auto& wave : report().waves) {
    for (const auto& each : wave.operations)
      text += (text.empty() ? "" : ", ") + each.section + " " + std::string(to_string(each.outcome));
  }
  return text;
}

}  // namespace visiond::transaction
