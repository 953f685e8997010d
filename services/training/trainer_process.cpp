#include "services/training/trainer_process.hpp"

#include "services/training/job.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace visiond::training {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error cannot(const char* what, int number) {
  return {ErrorCode::storage_failed, "",
          std::string(what) + " cannot be started: " + std::generic_category().message(number)};
}

// What finds libraries and steers sanitizers, and nothing that could be a secret.
std::vector<char*> environment_for_trainer() {
  std::vector<char*> kept;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view variable(*each);
    const auto name = variable.substr(0, variable.find('='));
    if (name == "LD_LIBRARY_PATH" || name == "PATH" || name == "TMPDIR" || name.ends_with("SAN_OPTIONS"))
      kept.push_back(*each);
  }
  kept.push_back(nullptr);
  return kept;
}

// What the service manager or a terminal sends to all of visiond's processes is not for this one: its parent ends it.
void keep_signals_out(posix_spawnattr_t& attributes) {
  sigset_t none, defaults;
  sigemptyset(&none);
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&none, each);
  sigemptyset(&defaults);
  for (const int each : {SIGPIPE, SIGCHLD}) sigaddset(&defaults, each);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int spawn(pid_t& process, const std::filesystem::path& program, const std::filesystem::path& folder, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  keep_signals_out(attributes);
  std::string words[] = {program.string(), folder.string(), std::to_string(::getpid())};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  auto environment = environment_for_trainer();
  const int failed = posix_spawn(&process, words[0].c_str(), &actions, &attributes, arguments, environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

std::string how_it_ended(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED)
    return info.si_status == 0 ? "" : "the trainer ended with exit code " + std::to_string(info.si_status);
  return std::string("the trainer was ended by signal ") + std::to_string(info.si_status) + " (" +
         ::sigdescr_np(info.si_status) + ")";
}

}  // namespace

Result<TrainerProcess> TrainerProcess::start(const std::filesystem::path& program,
                                             const std::filesystem::path& folder) {
  TrainerProcess started;
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return cannot("the trainer", errno);
  started.output_ = ends[0];
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  started.bell_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const int failed = spawn(started.process_, program, folder, ends[1]);
  ::close(ends[1]);
  if (failed != 0) {
    started.process_ = -1;
    return cannot(program.c_str(), failed);
  }
  // glibc 2.36 declares pidfd_open() without C linkage.
  started.handle_ = static_cast<int>(::syscall(SYS_pidfd_open, started.process_, 0));
  if (started.handle_ < 0 || started.bell_ < 0) return cannot(program.c_str(), errno);
  return started;
}

TrainerProcess::TrainerProcess(TrainerProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      output_(std::exchange(other.output_, -1)),
      bell_(std::exchange(other.bell_, -1)),
      unfinished_(std::move(other.unfinished_)),
      end_(std::move(other.end_)) {}

TrainerProcess::~TrainerProcess() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    reap();
  }
  for (const int each : {handle_, output_, bell_})
    if (each >= 0) ::close(each);
}

void TrainerProcess::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);
}

std::vector<std::string> TrainerProcess::listen(std::chrono::milliseconds limit) {
  std::vector<std::string> lines;
  // One that has closed its output is only waited for; poll() leaves out what is negative.
  std::array<pollfd, 3> awaited{{{output_, POLLIN, 0}, {bell_, POLLIN, 0}, {process_ > 0 ? handle_ : -1, POLLIN, 0}}};
  ::poll(awaited.data(), awaited.size(), static_cast<int>(limit.count()));
  if (awaited[1].revents != 0) {
    std::uint64_t rung = 0;
    [[maybe_unused]] const auto taken = ::read(bell_, &rung, sizeof rung);
  }
  if (awaited[0].revents != 0) read_output(lines);
  if (awaited[2].revents != 0) {
    if (output_ >= 0) read_output(lines);
    reap();
  }
  return lines;
}

// A line that has no end is not kept longer than any line may be: it is handed on, and found wrong there.
void TrainerProcess::read_output(std::vector<std::string>& lines) {
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto count = ::read(output_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      if (count == 0) ::close(std::exchange(output_, -1));
      return;
    }
    unfinished_.append(bytes.data(), static_cast<std::size_t>(count));
    for (auto end = unfinished_.find('\n'); end != std::string::npos; end = unfinished_.find('\n')) {
      lines.push_back(unfinished_.substr(0, end));
      unfinished_.erase(0, end + 1);
    }
    if (unfinished_.size() > longest_line) lines.push_back(std::exchange(unfinished_, {}));
  }
}

void TrainerProcess::reap() {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED) != 0 && errno == EINTR) continue;
  process_ = -1;
  end_ = how_it_ended(info);
}

void TrainerProcess::pause() {
  if (process_ > 0) ::kill(process_, SIGSTOP);
}

void TrainerProcess::go_on() {
  if (process_ > 0) ::kill(process_, SIGCONT);
}

}  // namespace visiond::training
