#pragma once
// An action of the state machine as a few words, for expectations and traces: "switch back camera#2". Pure.

#include "daemon/transaction/machine.hpp"

#include <string>

namespace visiond::transaction {

std::string shown(const OperationId& id);
std::string shown(const Action& action);

}  // namespace visiond::transaction
