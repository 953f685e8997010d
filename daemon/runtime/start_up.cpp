#include "daemon/runtime/start_up.hpp"

#include "daemon/runtime/guarded.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace visiond::runtime {
namespace {

using PreparedSection = std::unique_ptr<transaction::Prepared>;

transaction::PrepareInput input_for(const settings::Section& section, const json::object& full,
                                    const transaction::Parts& parts) {
  transaction::PrepareInput input;
  input.change.after = full.at(section.name).as_object();
  input.change.kind = settings::UpdateKind::recreate;
  input.proposed = full;
  input.start_up = true;
  for (const auto& dependency : section.dependencies) {
    if (const auto found = parts.find(dependency); found != parts.end()) input.dependencies[dependency] = found->second;
  }
  return input;
}

}  // namespace

Prepared prepare_all(const settings::Schema& schema, const transaction::Planner& planner,
                     const ParticipantMap& participants, const json::object& full,
                     std::map<std::string, base::Error> impaired) {
  Prepared result;
  result.effective = full;
  result.impaired = std::move(impaired);
  for (const auto& [name, error] : result.impaired) spdlog::error("{} is impaired: {}", name, error.message);
  std::map<std::string, settings::UpdateKind> all;
  for (const auto& section : schema.sections()) all[section.name] = settings::UpdateKind::immediate;
  for (const auto& wave : planner.waves(all)) {
    for (const auto& operation : wave) {
      const auto& name = operation.section;
      if (result.impaired.contains(name)) continue;
      auto input = input_for(*schema.find(name), full, result.parts);
      auto prepared =
          guarded<PreparedSection>(name, [&] { return participants.at(name)->prepare(std::move(input), {}); });
      if (!prepared || *prepared == nullptr) {
        auto error = prepared ? base::Error{base::ErrorCode::internal, name, "it prepared nothing at start-up"}
                              : prepared.error();
        spdlog::error("{} is impaired: {}", name, error.message);
        result.impaired[name] = std::move(error);
        continue;
      }
      result.parts[name] = (*prepared)->part();
      result.effective[name] = (*prepared)->effective();
      (*prepared)->activate();
    }
  }
  return result;
}

}  // namespace visiond::runtime
