#include "services/detection/detection.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/transaction/prepared_part.hpp"
#include "services/detection/detection_part.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace visiond::detection {

using base::Result;
using settings::UpdateKind;

namespace {

void check_model(const DetectionSettings& values, const std::string& installed,
                 std::vector<settings::Violation>& violations) {
  const bool dnn = values.backend == Backend::dnn;
  if ((!dnn && values.backend != Backend::cascade) || !values.model.empty()) return;
  violations.push_back({"detection.model", base::ErrorCode::invalid_setting,
                        std::string("it is empty; backend ") +
                            (dnn ? "dnn needs a detection model" : "cascade needs a cascade model") +
                            ", as id@version; installed: " + installed});
}

void check_sizes(const DetectionSettings& values, std::vector<settings::Violation>& violations) {
  if ((values.input_width == 0) == (values.input_height == 0)) return;
  const bool width = values.input_width == 0;
  violations.push_back({width ? "detection.input_width" : "detection.input_height", base::ErrorCode::invalid_setting,
                        "it is 0 while " + std::string(width ? "input_height" : "input_width") + " is " +
                            std::to_string(width ? values.input_height : values.input_width) +
                            "; give both sizes or none"});
}

}  // namespace

std::vector<settings::Violation> Detection::check(const transaction::SectionChange& change,
                                                  const transaction::json::object&) const {
  std::vector<settings::Violation> violations;
  const auto values = detection_table().parse(change.after);
  const std::set<std::string> unique(values.labels.begin(), values.labels.end());
  if (unique.size() != values.labels.size()) {
    violations.push_back(
        {"detection.labels", base::ErrorCode::invalid_setting, "a label stands in the list twice; name each once"});
  }
  check_model(values, library_.known(), violations);
  check_sizes(values, violations);
  return violations;
}

Result<std::unique_ptr<transaction::Prepared>> Detection::prepare(transaction::PrepareInput input, std::stop_token) {
  if (auto fault = base::may_fail("detection.prepare"); !fault) return fault.error();
  // Another camera changes nothing here: the detector takes frames of any size.
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto values = detection_table().parse(input.change.after);
  const auto* running = static_cast<const DetectionPart*>(input.running.get());
  const bool load = running == nullptr || input.change.kind == UpdateKind::recreate;
  std::shared_ptr<const Detector> detector;
  if (load) {
    if (auto fault = base::may_fail("detection.load"); !fault) return fault.error();
    auto made = factory_(values);
    if (!made) return made.error();
    detector = std::move(*made);
  } else {
    detector = running->detector();
  }
  auto part = std::make_shared<const DetectionPart>(std::move(values), std::move(detector));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<transaction::PreparedPart>(std::move(input.change.after), std::move(part), load));
}

}  // namespace visiond::detection
