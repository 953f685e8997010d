#include "daemon/runtime/calls_under_way.hpp"

#include <utility>

namespace visiond::runtime {

CallsUnderWay::Ticket CallsUnderWay::begin(const transaction::OperationId& id) {
  calls_[next_] = {id};
  return next_++;
}

void CallsUnderWay::returned(Ticket ticket) {
  const auto call = calls_.extract(ticket);
  if (call && call.mapped().given_up) board_.returned(call.mapped().id.section);
}

void CallsUnderWay::give_up(const transaction::OperationId& id) {
  for (auto& [ticket, call] : calls_) {
    if (call.id == id && !std::exchange(call.given_up, true)) board_.leave_busy(id.section);
  }
}

}  // namespace visiond::runtime
