#include "services/inference/inference.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/inference/inference_part.hpp"

#include <utility>

namespace visiond::inference {

using base::Result;

namespace {

class PreparedInference final : public transaction::Prepared {
 public:
  PreparedInference(transaction::json::object section, std::shared_ptr<const InferencePart> part)
      : section_(std::move(section)), part_(std::move(part)) {}

  transaction::PartPtr part() const override { return part_; }
  transaction::json::object effective() const override { return section_; }

 private:
  transaction::json::object section_;
  std::shared_ptr<const InferencePart> part_;
};

}  // namespace

Result<std::unique_ptr<transaction::Prepared>> Inference::prepare(transaction::PrepareInput input, std::stop_token) {
  if (auto fault = base::may_fail("inference.prepare"); !fault) return fault.error();
  // Another detector changes nothing here: tracks follow whatever it finds.
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto part = std::make_shared<const InferencePart>(inference_table().parse(input.change.after));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<PreparedInference>(std::move(input.change.after), std::move(part)));
}

}  // namespace visiond::inference
