#include "tests/support/child_process.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace visiond::testing {
namespace {

struct Started {
  pid_t pid = -1;
  int output = -1;
};

// `log` empty: standard error joins standard output.
Started start(const std::vector<std::string>& command, const std::string& log) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (log.empty())
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  else
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  Started started;
  started.output = ends[0];
  const int failed = posix_spawn(&started.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed == 0) return started;
  close(ends[0]);
  throw std::runtime_error("cannot start " + command.front());
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::string& log) {
  const auto started = start(command, log);
  pid_ = started.pid;
  output_ = started.output;
  char letter = 0;
  while (read(output_, &letter, 1) == 1 && letter != '\n') first_line_ += letter;
  if (!first_line_.empty()) return;
  close(output_);
  throw std::runtime_error(command.front() + " ended without a word, exit code " + std::to_string(wait_for(pid_)));
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) end(SIGTERM);
  if (output_ >= 0) close(output_);
}

int ChildProcess::end(int signal) {
  kill(pid_, signal);
  return wait_for(std::exchange(pid_, -1));
}

Finished run_to_end(const std::vector<std::string>& command) {
  const auto started = start(command, "");
  Finished finished;
  std::array<char, 4096> bytes{};
  for (ssize_t count = 0; (count = read(started.output, bytes.data(), bytes.size())) > 0;)
    finished.output.append(bytes.data(), static_cast<std::size_t>(count));
  close(started.output);
  finished.exit_code = wait_for(started.pid);
  return finished;
}

std::string own_path() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace visiond::testing
