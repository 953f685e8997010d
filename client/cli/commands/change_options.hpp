#pragma once
// The options that all commands which change settings have in common, and the requests they make. Filled while parsing,
// then read once.

#include "client/cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace visiond::cli {

struct ChangeOptions {
  std::string dry_run;  // "", "true" (a bare --dry-run), "plan" or "rehearse"
  std::uint64_t expected_revision = 0;
  std::vector<std::string> expected_values;  // PATH=VALUE
  std::string request_id;
  std::optional<Nanoseconds> confirm_timeout;
  std::string comment;
  v1::UpdateKind max_kind = v1::UPDATE_KIND_UNSPECIFIED;
  std::optional<Nanoseconds> max_downtime;
  bool reject_adjustments = false;
  bool best_effort = false;
};

void add_change_options(CLI::App& command, ChangeOptions& options);

// The request without its patch or target and expected values. A request id is made where none was given, so that a
// retry is safe. Throws UsageError.
v1::ApplyTransactionRequest apply_request(const ChangeOptions& options);
v1::RollbackSettingsRequest rollback_request(const ChangeOptions& options);

}  // namespace visiond::cli
