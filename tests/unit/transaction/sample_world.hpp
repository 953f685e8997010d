#pragma once
// A planner and a schema for the machine's tests: every section has the integers note (IMMEDIATE), hot (HOT_RELOAD),
// cold (RESTART) and big (RECREATE), 0 to 99, 0 by default. Immutable.

#include "daemon/settings/schema.hpp"
#include "daemon/transaction/planner.hpp"

#include <string>
#include <utility>
#include <vector>

namespace visiond::transaction {

inline settings::Setting sample_setting(std::string name, settings::UpdateKind kind) {
  settings::Setting setting;
  setting.name = std::move(name);
  setting.type = settings::Type::integer;
  setting.minimum = 0;
  setting.maximum = 99;
  setting.default_value = 0;
  setting.update_kind = kind;
  return setting;
}

inline settings::Schema sample_schema(const std::vector<Node>& nodes) {
  using settings::UpdateKind;
  std::vector<settings::Section> sections;
  for (const auto& node : nodes) {
    settings::Section section;
    section.name = node.section;
    section.priority = node.priority;
    section.dependencies = node.dependencies;
    section.settings = {sample_setting("note", UpdateKind::immediate), sample_setting("hot", UpdateKind::hot_reload),
                        sample_setting("cold", UpdateKind::restart), sample_setting("big", UpdateKind::recreate)};
    sections.push_back(std::move(section));
  }
  return settings::Schema(std::move(sections));
}

// camera ← detection ← inference, camera ← ui.
inline std::vector<Node> sample_nodes() {
  using settings::Priority;
  return {{"camera", Priority::critical, {}},
          {"detection", Priority::high, {"camera"}},
          {"inference", Priority::medium, {"detection"}},
          {"ui", Priority::low, {"camera"}}};
}

}  // namespace visiond::transaction
