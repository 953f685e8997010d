#pragma once
// Who may include whom (docs/architecture.md): base → settings → transaction → { runtime | store | services } → rpc →
// web → app, and which library stays inside which folder. Pure.

#include "tests/house/source_tree.hpp"

#include <string>
#include <vector>

namespace visiond::house {

// Each as FILE:LINE: what is wrong.
std::vector<std::string> include_violations(const SourceTree& tree);

}  // namespace visiond::house
