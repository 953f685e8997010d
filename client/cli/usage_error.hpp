#pragma once
// What the caller wrote cannot be understood: ends the command with exit code 2 before anything is asked of the daemon.
// A value.

#include <stdexcept>

namespace visiond::cli {

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace visiond::cli
