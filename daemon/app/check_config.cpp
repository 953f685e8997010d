#include "daemon/app/check_config.hpp"

#include "daemon/app/services.hpp"
#include "daemon/settings/document.hpp"

#include <iostream>

namespace visiond::app {

int check(const Invocation& invocation) {
  const base::SystemClock clock;
  const Services services(clock, {.allow_fault_options = invocation.config.allow_fault_options,
                                  .models_dir = invocation.config.models_dir});
  const auto initial = invocation.initial_settings.value_or(json::object{});
  auto checked = settings::check_patch(services.schema(), initial);
  if (checked.violations.empty()) {
    checked.violations =
        services.check(services.schema().complete(settings::apply_patch(services.schema(), {}, checked.patch)));
  }
  for (const auto& each : checked.violations)
    std::cerr << "initial settings: " << each.path << ": " << each.message << '\n';
  if (!checked.violations.empty()) return exit_usage;
  std::cout << "The configuration is right.\n";
  return 0;
}

}  // namespace visiond::app
