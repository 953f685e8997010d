#pragma once
// The trainer as a process of its own: started, listened to, stopped and gone on with, ended. It ends with its owner,
// and with the thread that started it, whatever happens to that: so start() and everything else is called by one thread
// that lives as long; wake() by any.

#include "daemon/base/error.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace visiond::training {

class TrainerProcess {
 public:
  // `program` is started on `folder`. STORAGE_FAILED with what the system said.
  static base::Result<TrainerProcess> start(const std::filesystem::path& program, const std::filesystem::path& folder);
  TrainerProcess(TrainerProcess&& other) noexcept;
  TrainerProcess& operator=(TrainerProcess&&) = delete;
  // Kills it where it still runs, and waits for that.
  ~TrainerProcess();

  // Returns when it has said something or ended, when somebody wakes it, or after `limit`: the whole lines that came.
  std::vector<std::string> listen(std::chrono::milliseconds limit);
  // Wakes who listens. Thread-safe, and may be called early.
  void wake() const;

  // Nothing while it runs or has still something to say; then "" where it ended well, else how it ended.
  const std::optional<std::string>& end() const { return end_; }

  void pause();
  void go_on();
  pid_t id() const { return process_; }

 private:
  TrainerProcess() = default;
  void read_output(std::vector<std::string>& lines);
  void reap();

  pid_t process_ = -1;
  int handle_ = -1;  // readable when it has ended
  int output_ = -1;
  int bell_ = -1;
  std::string unfinished_;  // line
  std::optional<std::string> end_;
};

}  // namespace visiond::training
