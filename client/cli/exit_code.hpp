#pragma once
// What visionctl's exit codes mean: scripts rely on them (0 done … 10 partially committed). Pure; thread-safe.

#include <grpcpp/support/status_code_enum.h>

#include <string_view>

namespace visiond::cli {

enum class ExitCode {
  done = 0,
  failed = 1,  // anything without a code of its own
  usage = 2,
  invalid = 3,
  conflict = 4,     // retry from reading
  rolled_back = 5,  // something failed from Prepare on
  refused = 6,      // not now, or not under these conditions
  unavailable = 7,
  not_allowed = 8,
  rollback_incomplete = 9,
  partially_committed = 10,
};

// By the reason of the contract; where it is empty or unknown here, by the gRPC code.
ExitCode exit_code_of(grpc::StatusCode code, std::string_view reason);

// "ABORTED" for grpc::StatusCode::ABORTED.
std::string_view status_name(grpc::StatusCode code);

}  // namespace visiond::cli
