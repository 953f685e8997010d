#include "daemon/transaction/planner.hpp"

#include <algorithm>
#include <queue>
#include <set>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Follows unfinished dependencies from any node until one comes twice: that stretch is a cycle.
std::string name_cycle(const std::vector<Node>& nodes, const std::map<std::string, std::size_t>& index,
                       const std::vector<bool>& done) {
  std::vector<std::string> way;
  std::size_t at = 0;
  while (done[at]) ++at;
  for (;;) {
    const auto& name = nodes[at].section;
    const auto before = std::find(way.begin(), way.end(), name);
    if (before != way.end()) {
      std::string text = name;
      for (auto step = way.end(); step != before;) text += " → " + *--step;
      return text;
    }
    way.push_back(name);
    for (const auto& dependency : nodes[at].dependencies) {
      if (!done[index.at(dependency)]) at = index.at(dependency);
    }
  }
}

}  // namespace

Planner::Planner(std::vector<Node> nodes) : nodes_(std::move(nodes)) {
  for (std::size_t n = 0; n < nodes_.size(); ++n) index_[nodes_[n].section] = n;
}

Result<Planner> Planner::build(std::vector<Node> nodes) {
  std::map<std::string, std::size_t> index;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (!index.emplace(nodes[n].section, n).second)
      return Error{ErrorCode::internal, nodes[n].section, "section " + nodes[n].section + " is registered twice"};
  }
  std::vector<std::size_t> missing(nodes.size());
  std::vector<std::vector<std::size_t>> dependents(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    for (const auto& dependency : nodes[n].dependencies) {
      const auto found = index.find(dependency);
      if (found == index.end()) {
        return Error{ErrorCode::internal, nodes[n].section,
                     "section " + nodes[n].section + " depends on " + dependency + ", which is not registered"};
      }
      dependents[found->second].push_back(n);
      ++missing[n];
    }
  }
  std::queue<std::size_t> ready;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (missing[n] == 0) ready.push(n);
  }
  std::vector<Node> ordered;
  std::vector<bool> done(nodes.size());
  while (!ready.empty()) {
    const auto n = ready.front();
    ready.pop();
    done[n] = true;
    ordered.push_back(nodes[n]);
    for (const auto dependent : dependents[n]) {
      if (--missing[dependent] == 0) ready.push(dependent);
    }
  }
  if (ordered.size() != nodes.size()) {
    return Error{ErrorCode::internal, "",
                 "the sections depend on each other in a circle: " + name_cycle(nodes, index, done)};
  }
  return Planner(std::move(ordered));
}

std::vector<std::vector<PlannedOperation>> Planner::waves(
    const std::map<std::string, settings::UpdateKind>& affected) const {
  // One pass in topological order: who takes part, whether it disturbs its dependents, and in which wave.
  struct Place {
    bool takes_part = false;
    bool disturbs = false;
    std::size_t wave = 0;
  };
  std::vector<Place> places(nodes_.size());
  std::vector<std::vector<std::size_t>> by_wave;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    auto& place = places[n];
    for (const auto& dependency : nodes_[n].dependencies) {
      const auto& before = places[index_.at(dependency)];
      place.disturbs = place.disturbs || before.disturbs;
      place.wave = std::max(place.wave, before.wave + (before.takes_part ? 1U : 0U));
    }
    const auto own = affected.find(nodes_[n].section);
    place.takes_part = own != affected.end() || place.disturbs;
    place.disturbs = place.disturbs || (own != affected.end() && own->second >= settings::UpdateKind::restart);
    if (!place.takes_part) continue;
    if (by_wave.size() <= place.wave) by_wave.resize(place.wave + 1);
    by_wave[place.wave].push_back(n);
  }
  std::vector<std::vector<PlannedOperation>> waves;
  for (auto& members : by_wave) {
    std::sort(members.begin(), members.end(), [this](std::size_t a, std::size_t b) {
      return std::pair(nodes_[a].priority, nodes_[a].section) < std::pair(nodes_[b].priority, nodes_[b].section);
    });
    auto& wave = waves.emplace_back();
    for (const auto n : members) {
      const auto own = affected.find(nodes_[n].section);
      const bool offered = own == affected.end();
      wave.push_back({nodes_[n].section, offered ? settings::UpdateKind::immediate : own->second, offered});
    }
  }
  return waves;
}

const std::vector<std::string>& Planner::dependencies(const std::string& section) const {
  return nodes_[index_.at(section)].dependencies;
}

}  // namespace visiond::transaction
