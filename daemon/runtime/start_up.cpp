#include "daemon/runtime/start_up.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/runtime/guarded.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace visiond::runtime {
namespace {

struct Section {
  std::unique_ptr<transaction::Prepared> prepared;
  transaction::PartPtr part;
  json::object effective;
};

transaction::PrepareInput input_for(const settings::Section& section, const json::object& full,
                                    const transaction::Parts& parts) {
  transaction::PrepareInput input;
  input.change.after = full.at(section.name).as_object();
  input.change.kind = settings::UpdateKind::recreate;
  input.proposed = full;
  input.occasion = transaction::Occasion::start_up;
  for (const auto& dependency : section.dependencies) {
    if (const auto found = parts.find(dependency); found != parts.end()) input.dependencies[dependency] = found->second;
  }
  return input;
}

base::Result<Section> prepare(transaction::Participant& participant, const std::string& name,
                              transaction::PrepareInput input) {
  return guarded<Section>(name, [&]() -> base::Result<Section> {
    if (auto fault = base::may_fail("start_up.prepare"); !fault) return fault.error();
    auto prepared = participant.prepare(std::move(input), {});
    if (!prepared) return prepared.error();
    Section section{std::move(*prepared), nullptr, {}};
    if (section.prepared != nullptr) section.part = section.prepared->part();
    if (section.part == nullptr) return base::Error{base::ErrorCode::internal, name, "it prepared nothing at start-up"};
    section.effective = section.prepared->effective();
    return section;
  });
}

}  // namespace

Prepared prepare_all(const settings::Schema& schema, const transaction::Planner& planner,
                     const ParticipantMap& participants, const json::object& full,
                     const std::map<std::string, base::Error>& unfit) {
  Prepared result;
  result.effective = full;
  for (const auto& [name, error] : unfit) spdlog::error("{} is impaired: {}", name, error.message);
  std::map<std::string, settings::UpdateKind> all;
  for (const auto& section : schema.sections()) all[section.name] = settings::UpdateKind::immediate;
  for (const auto& wave : planner.waves(all)) {
    for (const auto& operation : wave) {
      const auto& name = operation.section;
      if (unfit.contains(name)) continue;
      auto section = prepare(*participants.at(name), name, input_for(*schema.find(name), full, result.parts));
      if (!section) {
        spdlog::error("{} is impaired: {}", name, section.error().message);
        result.impaired[name] = section.error();
        continue;
      }
      result.parts[name] = std::move(section->part);
      result.effective[name] = std::move(section->effective);
      section->prepared->activate();
    }
  }
  return result;
}

}  // namespace visiond::runtime
