#pragma once
// The detection section's side of transactions: new parameters share the detector, another backend or model is loaded
// anew. Thread-safe; no state of its own.

#include "daemon/transaction/participant.hpp"
#include "services/detection/factory.hpp"

namespace visiond::detection {

class Detection final : public transaction::Participant {
 public:
  // Given: the library, which outlives it, for what messages say of it.
  Detection(const models::Library& library, DetectorFactory factory)
      : library_(library), factory_(std::move(factory)) {}

  const settings::Section& section() const override { return detection_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const transaction::json::object& proposed) const override;
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override { return {}; }

 private:
  const models::Library& library_;
  DetectorFactory factory_;
};

}  // namespace visiond::detection
