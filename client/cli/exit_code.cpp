#include "client/cli/exit_code.hpp"

#include <array>
#include <optional>
#include <utility>

namespace visiond::cli {
namespace {

constexpr std::array<std::pair<std::string_view, ExitCode>, 42> by_reason = {{
    {"INVALID_SETTING", ExitCode::invalid},      {"UNKNOWN_SETTING", ExitCode::invalid},
    {"SECRET_IN_VALUE", ExitCode::invalid},      {"EMPTY_PATCH", ExitCode::invalid},
    {"REQUEST_ID_REUSED", ExitCode::invalid},    {"INVALID_REQUEST", ExitCode::invalid},
    {"REVISION_CONFLICT", ExitCode::conflict},   {"VALUE_CONFLICT", ExitCode::conflict},
    {"ROLLED_BACK", ExitCode::rolled_back},      {"TIMED_OUT", ExitCode::rolled_back},
    {"CONFIRMATION_PENDING", ExitCode::refused}, {"NOTHING_TO_CONFIRM", ExitCode::refused},
    {"NOTHING_TO_CANCEL", ExitCode::refused},    {"DISRUPTION_EXCEEDED", ExitCode::refused},
    {"SECTION_BUSY", ExitCode::refused},         {"ADJUSTED", ExitCode::refused},
    {"QUEUE_FULL", ExitCode::refused},           {"STORAGE_FULL", ExitCode::refused},
    {"BUDGET_EXHAUSTED", ExitCode::refused},     {"STARTING", ExitCode::unavailable},
    {"DRAINING", ExitCode::unavailable},         {"CANCELLED", ExitCode::failed},
    {"DEADLINE_EXCEEDED", ExitCode::failed},     {"NO_SUCH_REVISION", ExitCode::failed},
    {"NO_SUCH_TRANSACTION", ExitCode::failed},   {"NO_SUCH_MODEL", ExitCode::failed},
    {"REVISION_GONE", ExitCode::failed},         {"ROLLBACK_INCOMPLETE", ExitCode::rollback_incomplete},
    {"STORE_DAMAGED", ExitCode::failed},         {"NO_FRAME", ExitCode::unavailable},
    {"MODEL_EXISTS", ExitCode::refused},         {"MODEL_IN_USE", ExitCode::refused},
    {"DOWNLOAD_FAILED", ExitCode::failed},       {"PROVIDER_FAILED", ExitCode::failed},
    {"SERVICE_DISABLED", ExitCode::refused},     {"NO_SUCH_SAMPLE", ExitCode::failed},
    {"NO_SUCH_RUN", ExitCode::failed},           {"NO_SUCH_TRACK", ExitCode::failed},
    {"SAMPLE_EXISTS", ExitCode::refused},        {"SAMPLE_MISSING", ExitCode::refused},
    {"TRAINING_RUNNING", ExitCode::refused},     {"TOO_FEW_SAMPLES", ExitCode::refused},
}};

std::optional<ExitCode> of_reason(std::string_view reason) {
  for (const auto& [name, code] : by_reason)
    if (name == reason) return code;
  return std::nullopt;
}

ExitCode of_status(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return ExitCode::done;
    case grpc::StatusCode::INVALID_ARGUMENT:
      return ExitCode::invalid;
    case grpc::StatusCode::ABORTED:
      return ExitCode::conflict;
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return ExitCode::refused;
    case grpc::StatusCode::UNAVAILABLE:
      return ExitCode::unavailable;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ExitCode::not_allowed;
    default:
      return ExitCode::failed;
  }
}

constexpr std::array<std::string_view, 17> status_names = {
    "OK",        "CANCELLED",       "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS",  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",    "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED",
};

}  // namespace

ExitCode exit_code_of(grpc::StatusCode code, std::string_view reason) {
  return of_reason(reason).value_or(of_status(code));
}

std::string_view status_name(grpc::StatusCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < status_names.size() ? status_names[index] : "UNKNOWN";
}

}  // namespace visiond::cli
