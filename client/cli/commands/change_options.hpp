#pragma once
// The options that set, unset and apply have in common, and the request they make. Filled while parsing, then read
// once.

#include "client/cli/command_line.hpp"
#include "client/cli/schema_index.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace visiond::cli {

struct ChangeOptions {
  std::string dry_run;  // "", "true" (a bare --dry-run), "plan" or "rehearse"
  std::uint64_t expected_revision = 0;
  std::vector<std::string> expected_values;  // PATH=VALUE
  std::string request_id;
  std::string comment;
  v1::UpdateKind max_kind = v1::UPDATE_KIND_UNSPECIFIED;
  std::optional<Nanoseconds> max_downtime;
  bool reject_adjustments = false;
};

void add_change_options(CLI::App& command, ChangeOptions& options);

// The request without its patch. A request id is made where none was given, so that a retry is safe. Throws UsageError.
v1::ApplyTransactionRequest request_of(const ChangeOptions& options, const SchemaIndex& schema, std::istream& in);

}  // namespace visiond::cli
