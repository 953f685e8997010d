#pragma once
// One transaction of a SimulatedWorld: what it started from, what it did, what befell it. Inside of simulated_*.cpp.

#include "tests/unit/transaction/simulated_world.hpp"

#include <optional>

namespace visiond::transaction {

inline base::Error broken(const std::string& section) {
  return {base::ErrorCode::rolled_back, section, "it does not work"};
}

struct SimulatedWorld::Run {
  Run(std::size_t index) : number(index) {}

  std::size_t number;
  Mood mood;
  Request request;
  json::object expected_sparse;
  std::optional<Machine> machine;
  std::map<OperationId, Object> objects;

  // As it was before.
  Generation generation;
  std::vector<Revision> store;
  Time begun{};

  std::vector<OperationId> switched;  // and not gone back yet, in the order of switching
  std::map<Timer, std::uint64_t> timers;
  std::map<std::string, bool> way_back_failed;  // of the sections that answered on their way back
  std::size_t ways_back = 0;
  bool prepares = false, stopped = false, commits = false, flips = false, ended = false;
  bool cancelled = false;  // in time
  bool failed = false;     // some operation said so
  bool something_broke = false;
  bool impairs = false;
  double progress = 0;
};

}  // namespace visiond::transaction
