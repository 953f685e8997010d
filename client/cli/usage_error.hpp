#pragma once
// What the caller wrote cannot be understood: ends the command with exit code 2 before anything is asked of the daemon.
// A value.

#include <stdexcept>
#include <string>

namespace visiond::cli {

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Takes the mistakes of several steps together, so that one answer names them all. Owned by who steps; one thread.
class Mistakes {
 public:
  template <class Step>
  void collect(Step step) {
    try {
      step();
    } catch (const UsageError& error) {
      lines_ += (lines_.empty() ? "" : "\n") + std::string(error.what());
    }
  }

  // Throws a UsageError of a line a mistake, if there was one.
  void report() const {
    if (!lines_.empty()) throw UsageError(lines_);
  }

 private:
  std::string lines_;
};

}  // namespace visiond::cli
