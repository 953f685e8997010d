#pragma once
// Which calls into participants have not returned, and which of those were given up: their sections stay BUSY until
// they do. Owned by an execution. Strand-bound (the coordinator's).

#include "daemon/runtime/section_board.hpp"
#include "daemon/transaction/machine.hpp"

#include <cstdint>
#include <map>

namespace visiond::runtime {

class CallsUnderWay {
 public:
  using Ticket = std::uint64_t;

  // Given: where sections are left BUSY; outlives it.
  explicit CallsUnderWay(SectionBoard& board) : board_(board) {}

  Ticket begin(const transaction::OperationId& id);
  void returned(Ticket ticket);
  // One operation may have two calls under way: a rehearsal that hangs, and the way back.
  void give_up(const transaction::OperationId& id);

 private:
  struct Call {
    transaction::OperationId id;
    bool given_up = false;
  };

  SectionBoard& board_;
  Ticket next_ = 0;
  std::map<Ticket, Call> calls_;
};

}  // namespace visiond::runtime
