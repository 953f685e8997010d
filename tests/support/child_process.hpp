#pragma once
// A program started beside the test, whose first line on standard output says that it is ready. Ends with SIGTERM when
// destroyed, and is waited for. Not thread-safe.

#include <string>
#include <sys/types.h>
#include <vector>

namespace visiond::testing {

class ChildProcess {
 public:
  // Throws std::runtime_error where the program cannot be started or says nothing. `log`: where its standard error
  // goes, appended.
  explicit ChildProcess(const std::vector<std::string>& command, const std::string& log = "/dev/null");
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  const std::string& first_line() const { return first_line_; }
  pid_t pid() const { return pid_; }

  // Sends the signal and waits for the end; the exit code, or minus the signal that ended it.
  int end(int signal);

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string first_line_;
};

// Runs a program to its end; standard output and error go into `output`.
struct Finished {
  int exit_code = 0;
  std::string output;
};
Finished run_to_end(const std::vector<std::string>& command);

// The path of this very program.
std::string own_path();

}  // namespace visiond::testing
