#pragma once
// Which revision of the settings names a model. Blocks, so it is nothing for a strand or a reaction; thread-safe.

#include "daemon/runtime/settings_api.hpp"

#include <optional>
#include <string>

namespace visiond::rpc {

// "revision 12 (detection.model)": the newest one that names it; nothing where none that is kept does. Changes that
// were under way when it was called are waited for.
base::Result<std::optional<std::string>> user_of_model(runtime::SettingsApi& engine, const std::string& name);

}  // namespace visiond::rpc
