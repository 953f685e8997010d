#pragma once
// The values that --expect names, put into a request. Blocks; used by one thread.

#include "client/cli/assignment.hpp"
#include "client/cli/commands/change_options.hpp"
#include "client/cli/context.hpp"
#include "client/cli/schema_index.hpp"

#include <optional>

namespace visiond::cli {

// The exit code where that fails. Types are needed to read values: without any, nothing is asked of the daemon.
template <class Request>
std::optional<ExitCode> add_expected(Context& context, const ChangeOptions& change, Request& request) {
  const auto expected = read_assignments(change.expected_values, context.in());
  if (expected.empty()) return std::nullopt;
  const auto schema = context.session().describe_settings();
  if (!schema) return context.fail(schema.error());
  *request.mutable_expected_values() = patch_of(expected, SchemaIndex(*schema));
  return std::nullopt;
}

}  // namespace visiond::cli
