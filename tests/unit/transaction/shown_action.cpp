#include "tests/unit/transaction/shown_action.hpp"

namespace visiond::transaction {
namespace {

std::string name_of(Timer timer) {
  constexpr const char* names[] = {"deadline", "drain", "way back"};
  return names[static_cast<int>(timer)];
}

struct Shown {
  std::string operator()(const action::Continue&) const { return "continue"; }
  std::string operator()(const action::Prepare& a) const {
    return "prepare " + shown(a.id) + (a.on_strand ? " inline" : "");
  }
  std::string operator()(const action::Rehearse& a) const {
    std::string text = "rehearse";
    for (const auto& each : a.sections) text += " " + each;
    return text;
  }
  std::string operator()(const action::HoldFrames&) const { return "hold"; }
  std::string operator()(const action::ReleaseFrames&) const { return "release"; }
  std::string operator()(const action::SwitchOver& a) const { return "switch " + shown(a.id); }
  std::string operator()(const action::SwitchBack& a) const { return "switch back " + shown(a.id); }
  std::string operator()(const action::Commit& a) const { return "commit " + std::to_string(a.revision.value); }
  std::string operator()(const action::Flip& a) const { return "flip " + std::to_string(a.revision.value); }
  std::string operator()(const action::MeasureDowntime&) const { return "measure"; }
  std::string operator()(const action::Verify& a) const { return "verify " + std::to_string(a.revision.value); }
  std::string operator()(const action::RequestStop&) const { return "stop"; }
  std::string operator()(const action::Drop& a) const { return "drop " + shown(a.id); }
  std::string operator()(const action::DropAll&) const { return "drop all"; }
  std::string operator()(const action::LeaveBusy& a) const { return "busy " + shown(a.id); }
  std::string operator()(const action::Impair& a) const { return "impair " + shown(a.id); }
  std::string operator()(const action::ArmTimer& a) const { return "arm " + name_of(a.timer); }
  std::string operator()(const action::DisarmTimer& a) const { return "disarm " + name_of(a.timer); }
  std::string operator()(const action::Publish&) const { return "publish"; }
  std::string operator()(const action::Finish&) const { return "finish"; }
};

}  // namespace

std::string shown(const OperationId& id) {
  return id.attempt <= 1 ? id.section : id.section + "#" + std::to_string(id.attempt);
}

std::string shown(const Action& action) { return std::visit(Shown{}, action); }

}  // namespace visiond::transaction
