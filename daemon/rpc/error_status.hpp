#pragma once
// Errors as gRPC sends them: a code, a sentence, and google.rpc details (ErrorInfo, BadRequest, the Transaction) that
// stay inside the budget: gRPC drops trailers over 8 KiB and the caller would see RESOURCE_EXHAUSTED. Pure;
// thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <grpcpp/support/status.h>

namespace visiond::rpc {

constexpr std::size_t message_budget = 512;   // bytes
constexpr std::size_t details_budget = 4096;  // bytes of the serialized google.rpc.Status
constexpr std::size_t most_violations = 16;   // in BadRequest
constexpr std::size_t longest_value = 256;    // bytes of a value in the report, on the wire

grpc::StatusCode code_of(base::ErrorCode code);

// An error without a transaction.
grpc::Status status_of(const base::Error& error);
// Of a transaction that did not commit: its report has an error.
grpc::Status status_of(const runtime::Answer& answer);

}  // namespace visiond::rpc
