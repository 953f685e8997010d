#pragma once
// Makes a report small enough for an error's details; GetTransaction has all of it. Pure; thread-safe.

#include "visiond/v1/settings.pb.h"

#include <cstddef>

namespace visiond::rpc {

// Elides values over 256 bytes, then leaves out what matters least until the message takes at most `budget` bytes:
// violations (BadRequest names them), changes, adjustments, unverified steps, phases, operations that did not fail.
// Sets `truncated` where anything is missing.
void fit(v1::Transaction& message, std::size_t budget);

}  // namespace visiond::rpc
