#pragma once
// Expected failures as values. Every Error carries the reason that clients see, the setting or file it is about, and a
// sentence that says what was wrong and what would be right. Immutable values.

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace visiond::base {

// The reasons of the wire contract (ErrorInfo.reason); rpc/ maps each to its gRPC code.
enum class ErrorCode {
  invalid_setting,
  unknown_setting,
  secret_in_value,
  empty_patch,
  request_id_reused,
  invalid_request,
  revision_conflict,
  value_conflict,
  rolled_back,
  timed_out,
  confirmation_pending,
  nothing_to_confirm,
  nothing_to_cancel,
  disruption_exceeded,
  section_busy,
  adjusted,
  queue_full,
  storage_full,
  budget_exhausted,
  starting,
  draining,
  no_frame,
  cancelled,
  deadline_exceeded,
  no_such_revision,
  no_such_transaction,
  no_such_model,
  model_exists,
  model_in_use,
  download_failed,
  provider_failed,
  service_disabled,
  no_such_sample,
  no_such_run,
  no_such_track,
  sample_exists,
  sample_missing,
  training_running,
  too_few_samples,
  revision_gone,
  rollback_incomplete,
  store_damaged,
  storage_failed,
  internal,
};

// "INVALID_SETTING" for ErrorCode::invalid_setting.
std::string_view to_string(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string path;     // the setting (camera.width), file or device; empty where there is none
  std::string message;  // a full sentence without trailing full stop; never holds a secret

  bool operator==(const Error&) const = default;
};

// Throws std::logic_error: .value() on a failure is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace visiond::base
