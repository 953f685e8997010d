#pragma once
// A program started beside the benchmark, whose first line on standard output says where it listens. Ends with SIGTERM
// when destroyed, and is waited for. Not thread-safe.

#include <string>
#include <sys/types.h>
#include <vector>

namespace visiond::bench {

class ChildProcess {
 public:
  // Throws std::runtime_error where the program cannot be started or says nothing.
  explicit ChildProcess(const std::vector<std::string>& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  const std::string& first_line() const { return first_line_; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string first_line_;
};

// The path of this very program.
std::string own_path();

}  // namespace visiond::bench
