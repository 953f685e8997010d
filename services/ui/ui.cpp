#include "services/ui/ui.hpp"

#include "daemon/base/failpoint.hpp"

#include <utility>

namespace visiond::ui {
namespace {

struct UiPart final : transaction::Part {
  explicit UiPart(UiSettings values) : settings(std::move(values)) {}
  UiSettings settings;
};

class PreparedUi final : public transaction::Prepared {
 public:
  explicit PreparedUi(transaction::json::object section)
      : section_(std::move(section)), part_(std::make_shared<UiPart>(ui_table().parse(section_))) {}

  transaction::PartPtr part() const override { return part_; }
  transaction::json::object effective() const override { return section_; }

 private:
  transaction::json::object section_;
  transaction::PartPtr part_;
};

}  // namespace

base::Result<std::unique_ptr<transaction::Prepared>> Ui::prepare(transaction::PrepareInput input, std::stop_token) {
  if (auto fault = base::may_fail("ui.prepare"); !fault) return fault.error();
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  return std::unique_ptr<transaction::Prepared>(std::make_unique<PreparedUi>(std::move(input.change.after)));
}

}  // namespace visiond::ui
