#pragma once
// The inference section's side of transactions: new parameters share the classifier, another one is loaded anew.
// Thread-safe; no state of its own.

#include "daemon/transaction/participant.hpp"
#include "services/inference/classifier.hpp"
#include "services/inference/settings.hpp"

#include <utility>

namespace visiond::inference {

class Inference final : public transaction::Participant {
 public:
  explicit Inference(ClassifierFactory factory) : factory_(std::move(factory)) {}

  const settings::Section& section() const override { return inference_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange&,
                                         const transaction::json::object&) const override {
    return {};
  }
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override { return {}; }

 private:
  ClassifierFactory factory_;
};

}  // namespace visiond::inference
