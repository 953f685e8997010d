#include "services/ui/ui.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/transaction/prepared_part.hpp"

#include <utility>

namespace visiond::ui {
namespace {

struct UiPart final : transaction::Part {
  explicit UiPart(UiSettings values) : settings(std::move(values)) {}
  UiSettings settings;
};

}  // namespace

base::Result<std::unique_ptr<transaction::Prepared>> Ui::prepare(transaction::PrepareInput input, std::stop_token) {
  if (auto fault = base::may_fail("ui.prepare"); !fault) return fault.error();
  if (input.change.changes.empty() && input.occasion != transaction::Occasion::start_up)
    return std::unique_ptr<transaction::Prepared>();
  auto part = std::make_shared<const UiPart>(ui_table().parse(input.change.after));
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<transaction::PreparedPart>(std::move(input.change.after), std::move(part), /*loaded=*/false));
}

}  // namespace visiond::ui
