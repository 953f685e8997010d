#include "client/cli/commands/change_options.hpp"

#include "client/cli/usage_error.hpp"
#include "daemon/base/ids.hpp"

namespace visiond::cli {
namespace {

void add_conditions(CLI::App& command, ChangeOptions& options) {
  CommandLine::add_count(command, "--expect-revision", options.expected_revision, 1,
                         "Refuse unless this revision is running");
  command
      .add_option("--expect", options.expected_values,
                  "Refuse unless the setting holds this value; may come repeatedly")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUE");
  CommandLine::add_choice<v1::UpdateKind>(command, "--max-kind", options.max_kind,
                                          {{"immediate", v1::UPDATE_KIND_IMMEDIATE},
                                           {"hot_reload", v1::UPDATE_KIND_HOT_RELOAD},
                                           {"restart", v1::UPDATE_KIND_RESTART},
                                           {"recreate", v1::UPDATE_KIND_RECREATE}},
                                          "Refuse a plan with a more disruptive operation");
  CommandLine::add_duration(command, "--max-downtime", options.max_downtime,
                            "Refuse a plan with an operation of a longer predicted downtime");
  command.add_flag("--reject-adjustments", options.reject_adjustments,
                   "Fail when a device settles for another value than the one asked for");
}

}  // namespace

void add_change_options(CLI::App& command, ChangeOptions& options) {
  // A flag, so that --dry-run alone does not swallow the PATH=VALUE behind it. CLI11 says "true" for a bare one.
  command
      .add_flag("--dry-run", options.dry_run,
                "Only say what would happen; --dry-run=rehearse also loads and tries, --dry-run=plan is the default")
      ->check([](const std::string& depth) {
        return depth == "true" || depth == "plan" || depth == "rehearse" ? "" : depth + " is not plan or rehearse";
      });
  add_conditions(command, options);
  command.add_option("--request-id", options.request_id, "A UUID that makes retries safe; made up if not given")
      ->type_name("UUID");
  CommandLine::add_duration(command, "--confirm-timeout", options.confirm_timeout,
                            "Take the change back unless it is confirmed in time");
  command.add_option("--comment", options.comment, "Kept with the revision")->type_name("TEXT");
  command.add_flag("--best-effort", options.best_effort, "Leave out what fails instead of changing nothing");
}

namespace {

template <class Request>
Request request_with(const ChangeOptions& options) {
  if (!options.request_id.empty() && !base::is_uuid(options.request_id))
    throw UsageError("--request-id must be a UUID, as in 123e4567-e89b-42d3-a456-426614174000");
  Request request;
  request.set_request_id(options.request_id.empty() ? base::make_uuid() : options.request_id);
  request.set_expected_revision(options.expected_revision);
  request.set_comment(options.comment);
  request.set_max_update_kind(options.max_kind);
  request.set_validate_only(!options.dry_run.empty());
  if (options.dry_run == "rehearse") request.set_validate_depth(v1::VALIDATE_DEPTH_REHEARSE);
  if (options.confirm_timeout) *request.mutable_confirm_timeout() = client::to_proto(*options.confirm_timeout);
  if (options.max_downtime) *request.mutable_max_downtime() = client::to_proto(*options.max_downtime);
  if (options.reject_adjustments) request.set_adjustment_policy(v1::ADJUSTMENT_POLICY_REJECT);
  if (options.best_effort) request.set_mode(v1::MODE_BEST_EFFORT);
  return request;
}

}  // namespace

v1::ApplyTransactionRequest apply_request(const ChangeOptions& options) {
  return request_with<v1::ApplyTransactionRequest>(options);
}

v1::RollbackSettingsRequest rollback_request(const ChangeOptions& options) {
  return request_with<v1::RollbackSettingsRequest>(options);
}

}  // namespace visiond::cli
