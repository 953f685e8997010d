#include "services/inference/inference.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/transaction/prepared_part.hpp"
#include "services/inference/inference_part.hpp"

#include <utility>

namespace visiond::inference {

using base::Result;
using settings::UpdateKind;

Result<std::unique_ptr<transaction::Prepared>> Inference::prepare(transaction::PrepareInput input, std::stop_token) {
  if (auto fault = base::may_fail("inference.prepare"); !fault) return fault.error();
  // Another detector changes nothing here: tracks follow whatever it finds.
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto values = inference_table().parse(input.change.after);
  const auto* running = static_cast<const InferencePart*>(input.running.get());
  const bool load = !values.classifier.empty() && (running == nullptr || input.change.kind == UpdateKind::recreate);
  ClassifierPtr classifier;
  if (load) {
    if (auto fault = base::may_fail("inference.load"); !fault) return fault.error();
    auto made = factory_(values.classifier);
    if (!made) return made.error();
    classifier = std::move(*made);
  } else if (!values.classifier.empty()) {
    classifier = running->classifier();
  }
  auto part = std::make_shared<const InferencePart>(std::move(values), std::move(classifier));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<transaction::PreparedPart>(std::move(input.change.after), std::move(part), load));
}

}  // namespace visiond::inference
