#pragma once
// visiond as a process that may die at any moment: started with fail points, watched, killed. Killed and waited for
// when destroyed. Used from one thread, but for send().

#include "tests/support/temp_folder.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace visiond::testing {

class MortalDaemon {
 public:
  // `settings`: the initial ones, a merge patch of the defaults as JSON.
  explicit MortalDaemon(std::string settings);
  ~MortalDaemon();
  MortalDaemon(const MortalDaemon&) = delete;
  MortalDaemon& operator=(const MortalDaemon&) = delete;

  // As VISIOND_FAILPOINTS has it; empty: none. False where it ended before it was ready.
  bool start(const std::string& failpoints = {}, std::vector<std::string> arguments = {});
  // False once its end was waited for.
  bool runs() const { return pid_ > 0; }
  // The exit code, or minus the signal that ended it; nothing where it still runs after `limit`.
  std::optional<int> wait_for_end(std::chrono::milliseconds limit);
  // Sends the signal and waits; SIGKILL after a while.
  int end(int signal);
  // Without waiting. Thread-safe while it runs.
  void send(int signal) const;

  std::string address() const { return "unix:" + (folder_.path() / "visiond.sock").string(); }
  std::string state_dir() const { return (folder_.path() / "state").string(); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::string log() const;

 private:
  bool read_first_line() const;

  TempFolder folder_;
  const std::string settings_;
  pid_t pid_ = -1;
  int process_ = -1;  // a descriptor that is readable once the process has ended
  int output_ = -1;
};

}  // namespace visiond::testing
