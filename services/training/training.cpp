#include "services/training/training.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/transaction/prepared_part.hpp"
#include "services/training/training_part.hpp"

#include <utility>

namespace visiond::training {
namespace {

constexpr int cell = 8;  // of hog, pixels

void check_side(const char* name, int side, std::vector<settings::Violation>& violations) {
  if (side % cell == 0) return;
  violations.push_back({std::string("training.") + name, base::ErrorCode::invalid_setting,
                        "it is " + std::to_string(side) + "; hog needs a multiple of 8 px"});
}

}  // namespace

std::vector<settings::Violation> Training::check(const transaction::SectionChange& change,
                                                 const transaction::json::object&) const {
  std::vector<settings::Violation> violations;
  const auto values = training_table().parse(change.after);
  check_side("feature_width", values.feature_width, violations);
  check_side("feature_height", values.feature_height, violations);
  if (values.feature == Feature::dnn && values.feature_model.empty()) {
    violations.push_back({"training.feature_model", base::ErrorCode::invalid_setting,
                          "it is empty; feature dnn needs a neural network, as id@version"});
  }
  return violations;
}

base::Result<std::unique_ptr<transaction::Prepared>> Training::prepare(transaction::PrepareInput input,
                                                                       std::stop_token) {
  if (auto fault = base::may_fail("training.prepare"); !fault) return fault.error();
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto part = std::make_shared<const TrainingPart>(training_table().parse(input.change.after));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<transaction::PreparedPart>(std::move(input.change.after), std::move(part), /*loaded=*/false));
}

}  // namespace visiond::training
