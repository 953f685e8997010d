#pragma once
// Sends a change, shows it while it runs, prints what came of it. Used by the commands that change settings; blocks.

#include "client/cli/context.hpp"

namespace visiond::cli {

// The request has an id.
ExitCode commit(Context& context, const v1::ApplyTransactionRequest& request);
ExitCode commit(Context& context, const v1::RollbackSettingsRequest& request);

}  // namespace visiond::cli
