#include "daemon/rpc/error_status.hpp"

#include "daemon/rpc/elision.hpp"
#include "daemon/rpc/wire_text.hpp"
#include "daemon/rpc/write_message.hpp"
#include "daemon/settings/formats.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <algorithm>
#include <string>

namespace visiond::rpc {

using base::Error;
using base::ErrorCode;

namespace {

// True where the same request may do better later, or after reading anew.
bool is_retryable(ErrorCode code) {
  switch (code) {
    case ErrorCode::revision_conflict:
    case ErrorCode::value_conflict:
    case ErrorCode::confirmation_pending:
    case ErrorCode::section_busy:
    case ErrorCode::queue_full:
    case ErrorCode::starting:
    case ErrorCode::draining:
    case ErrorCode::no_frame:
    case ErrorCode::download_failed:
    case ErrorCode::provider_failed:
    case ErrorCode::budget_exhausted:
    case ErrorCode::training_running:
    case ErrorCode::timed_out:
      return true;
    default:
      return false;
  }
}

// What all violations together may take, and what one may take of it.
constexpr std::size_t violations_budget = 2048;
constexpr std::size_t longest_field = 128;

google::rpc::ErrorInfo info_of(const Error& error) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(to_string(error.code)));
  info.set_domain("visiond");
  auto& metadata = *info.mutable_metadata();
  metadata["retryable"] = is_retryable(error.code) ? "true" : "false";
  if (!error.path.empty()) metadata["path"] = settings::elide(wire_text(error.path), longest_field);
  return info;
}

google::rpc::BadRequest bad_request_of(const std::vector<settings::Violation>& violations) {
  google::rpc::BadRequest bad;
  const auto count = std::min(violations.size(), most_violations);
  const auto each = violations_budget / std::max<std::size_t>(count, 1);
  for (std::size_t n = 0; n < count; ++n) {
    auto& field = *bad.add_field_violations();
    field.set_field(settings::elide(wire_text(violations[n].path), std::min(longest_field, each / 2)));
    field.set_description(settings::elide(wire_text(violations[n].message), each - field.field().size()));
    field.set_reason(std::string(to_string(violations[n].code)));
  }
  return bad;
}

std::string message_of(const Error& error) { return settings::elide(wire_text(error.message), message_budget); }

grpc::Status pack(const Error& error, google::rpc::Status& details) {
  const auto code = code_of(error.code);
  const auto message = message_of(error);
  details.set_code(static_cast<int>(code));
  details.set_message(message);
  return {code, message, details.SerializeAsString()};
}

}  // namespace

grpc::StatusCode code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_setting:
    case ErrorCode::unknown_setting:
    case ErrorCode::secret_in_value:
    case ErrorCode::empty_patch:
    case ErrorCode::request_id_reused:
    case ErrorCode::invalid_request:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::revision_conflict:
    case ErrorCode::value_conflict:
    case ErrorCode::rolled_back:
    case ErrorCode::timed_out:
      return grpc::StatusCode::ABORTED;
    case ErrorCode::confirmation_pending:
    case ErrorCode::nothing_to_confirm:
    case ErrorCode::nothing_to_cancel:
    case ErrorCode::disruption_exceeded:
    case ErrorCode::section_busy:
    case ErrorCode::adjusted:
    case ErrorCode::model_in_use:
    case ErrorCode::download_failed:
    case ErrorCode::provider_failed:
    case ErrorCode::service_disabled:
    case ErrorCode::sample_missing:
    case ErrorCode::training_running:
    case ErrorCode::too_few_samples:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::model_exists:
    case ErrorCode::sample_exists:
      return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::queue_full:
    case ErrorCode::storage_full:
    case ErrorCode::budget_exhausted:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::starting:
    case ErrorCode::draining:
    case ErrorCode::no_frame:
      return grpc::StatusCode::UNAVAILABLE;
    case ErrorCode::cancelled:
      return grpc::StatusCode::CANCELLED;
    case ErrorCode::deadline_exceeded:
      return grpc::StatusCode::DEADLINE_EXCEEDED;
    case ErrorCode::no_such_revision:
    case ErrorCode::no_such_transaction:
    case ErrorCode::no_such_model:
    case ErrorCode::no_such_sample:
    case ErrorCode::no_such_run:
    case ErrorCode::no_such_track:
      return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::revision_gone:
      return grpc::StatusCode::OUT_OF_RANGE;
    case ErrorCode::store_damaged:
      return grpc::StatusCode::DATA_LOSS;
    case ErrorCode::rollback_incomplete:
    case ErrorCode::storage_failed:
    case ErrorCode::internal:
      return grpc::StatusCode::INTERNAL;
  }
  return grpc::StatusCode::INTERNAL;
}

grpc::Status status_of(const Error& error) {
  google::rpc::Status details;
  details.add_details()->PackFrom(info_of(error));
  if (code_of(error.code) == grpc::StatusCode::INVALID_ARGUMENT && !error.path.empty())
    details.add_details()->PackFrom(bad_request_of({{error.path, error.code, error.message}}));
  return pack(error, details);
}

grpc::Status status_of(const runtime::Answer& answer) {
  const auto& report = *answer.report;
  const auto& error = *report.error;
  google::rpc::Status details;
  auto info = info_of(error);
  auto& metadata = *info.mutable_metadata();
  metadata["transaction_id"] = report.transaction_id.value;
  metadata["current_revision"] = std::to_string(answer.current_revision.value);
  if (report.violations.size() > most_violations)
    metadata["violations_left_out"] = std::to_string(report.violations.size() - most_violations);
  details.add_details()->PackFrom(info);
  if (!report.violations.empty())
    details.add_details()->PackFrom(bad_request_of(report.violations));
  else if (code_of(error.code) == grpc::StatusCode::INVALID_ARGUMENT && !error.path.empty())
    details.add_details()->PackFrom(bad_request_of({{error.path, error.code, error.message}}));
  v1::Transaction message;
  write(report, message);
  // The message stands in the status twice, and packing needs a type's name and lengths.
  constexpr std::size_t frame = 96;
  const auto used = details.ByteSizeLong() + message_of(error).size() + frame;
  fit(message, details_budget - used);
  details.add_details()->PackFrom(message);
  return pack(error, details);
}

}  // namespace visiond::rpc
