#include "tests/fault/crash_loop/mortal_daemon.hpp"

#include "tests/support/child_process.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace visiond::testing {
namespace {

// For an orderly end; then it is killed, and the caller sees that.
constexpr std::chrono::seconds end_limit{20};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment(const std::string& failpoints) {
  const std::string name = "VISIOND_FAILPOINTS=";
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string(*entry).starts_with(name)) all.emplace_back(*entry);
  if (!failpoints.empty()) all.push_back(name + failpoints);
  return all;
}

}  // namespace

MortalDaemon::MortalDaemon(std::string settings) : settings_(std::move(settings)) {}

MortalDaemon::~MortalDaemon() {
  if (pid_ > 0) end(SIGKILL);
}

bool MortalDaemon::start(const std::string& failpoints, std::vector<std::string> arguments) {
  const auto visiond = (std::filesystem::path(own_path()).parent_path() / "visiond").string();
  std::vector<std::string> words{visiond,     "--listen",           address(), "--state-dir",
                                 state_dir(), "--initial-settings", settings_, "--allow-fault-options"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environment(failpoints);
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder_.path() / "log").c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int failed =
      posix_spawn(&pid_, visiond.c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  output_ = ends[0];
  if (failed != 0) throw std::runtime_error("cannot start " + visiond);
  process_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (process_ < 0) throw std::runtime_error("cannot watch a process");
  return read_first_line();
}

bool MortalDaemon::read_first_line() const {
  bool any = false;
  for (char letter = 0; read(output_, &letter, 1) == 1;) {
    if (letter == '\n') return true;
    any = true;
  }
  return any;
}

std::optional<int> MortalDaemon::wait_for_end(std::chrono::milliseconds limit) {
  pollfd ended{process_, POLLIN, 0};
  if (poll(&ended, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  close(std::exchange(process_, -1));
  close(std::exchange(output_, -1));
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int MortalDaemon::end(int signal) {
  send(signal);
  if (const auto code = wait_for_end(end_limit)) return *code;
  kill(pid_, SIGKILL);
  return wait_for_end(end_limit).value_or(-SIGKILL);
}

void MortalDaemon::send(int signal) const { kill(pid_, signal); }

std::string MortalDaemon::log() const {
  std::ifstream file(folder_.path() / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace visiond::testing
