#pragma once
// What went wrong with a call, decoded: visiond's reason, violations and report out of the status's google.rpc details.
// A value.

#include "visiond/v1/settings.pb.h"

#include <boost/system/result.hpp>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace visiond::client {

struct Failure {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  // As the contract lists them (ROLLED_BACK, INVALID_SETTING, …), or this library's own NOT_SERVING and STREAM_ENDED.
  // Empty where visiond said nothing: no connection, a time-out of the caller, a stop.
  std::string reason{};
  std::string message{};
  std::string path{};  // the setting, file or device it is about, where it is about one
  // All that is wrong with the request, not the first; GetTransaction has those that were left out of the answer.
  std::vector<v1::Transaction::Violation> violations{};
  std::uint64_t violations_left_out = 0;
  // The report, shortened where it says so.
  std::optional<v1::Transaction> transaction{};
  // Known as soon as visiond took the request up, also where the call then ended without an answer.
  std::string transaction_id{};
  std::optional<std::uint64_t> current_revision{};
  bool retryable = false;  // the same request can succeed later
  // Of WatchSettings: where to go on without a gap.
  std::optional<std::uint64_t> resume_revision{};
};

template <class T>
using Answer = boost::system::result<T, Failure>;

// The status with its google.rpc details; details of another domain than "visiond" are left out.
Failure failure_of(const grpc::Status& status);

// True where a call ended without visiond's word on it, so that a change may have been made or not.
bool undecided(const Failure& failure);

// Throws std::logic_error: .value() on a failure is a bug.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

}  // namespace visiond::client
