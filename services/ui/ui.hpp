#pragma once
// The ui section's side of transactions: it keeps what front ends are to show. Thread-safe; no state.

#include "daemon/transaction/participant.hpp"
#include "services/ui/settings.hpp"

namespace visiond::ui {

class Ui final : public transaction::Participant {
 public:
  const settings::Section& section() const override { return ui_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange&,
                                         const transaction::json::object&) const override {
    return {};
  }
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token) override;
  transaction::ServiceStatus status() const override { return {}; }
};

}  // namespace visiond::ui
