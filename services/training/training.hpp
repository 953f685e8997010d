#pragma once
// The training section's side of transactions: it keeps the parameters that the next run begins with. Thread-safe.

#include "daemon/transaction/participant.hpp"
#include "services/training/board.hpp"
#include "services/training/settings.hpp"

namespace visiond::training {

class Training final : public transaction::Participant {
 public:
  // The board, which outlives it, knows how the service fares.
  explicit Training(const Board& board) : board_(board) {}

  const settings::Section& section() const override { return training_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const transaction::json::object& proposed) const override;
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override { return board_.status(); }

 private:
  const Board& board_;
};

}  // namespace visiond::training
