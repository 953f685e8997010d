#pragma once
// From what changed to waves of operations: participants in the order of their dependencies, in parallel where they may
// (Kahn's algorithm, O(V+E)). Pure; immutable once built.

#include "daemon/base/error.hpp"
#include "daemon/settings/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace visiond::transaction {

struct Node {
  std::string section;
  settings::Priority priority = settings::Priority::medium;
  std::vector<std::string> dependencies;
};

struct PlannedOperation {
  std::string section;
  settings::UpdateKind kind = settings::UpdateKind::immediate;
  bool offered = false;  // none of its own settings changes, but something it depends on restarts or is recreated
};

class Planner {
 public:
  // Refuses cycles ("camera → detection → camera") and unknown dependencies by name.
  static base::Result<Planner> build(std::vector<Node> nodes);

  // The affected sections and, where one restarts or is recreated, its direct and indirect dependents as offers. Inside
  // a wave by priority, then by name.
  std::vector<std::vector<PlannedOperation>> waves(const std::map<std::string, settings::UpdateKind>& affected) const;
  bool knows(const std::string& section) const { return index_.contains(section); }
  const std::vector<std::string>& dependencies(const std::string& section) const;

 private:
  explicit Planner(std::vector<Node> nodes);

  std::vector<Node> nodes_;                   // in topological order
  std::map<std::string, std::size_t> index_;  // section → position in nodes_
};

}  // namespace visiond::transaction
