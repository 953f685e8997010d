#include "client/cli/signals.hpp"

#include <cstdlib>

namespace visiond::cli {
namespace {

constexpr int end_of_watch = SIGUSR1;

}  // namespace

Signals::Signals() {
  sigemptyset(&set_);
  for (const int signal : {SIGINT, SIGTERM, end_of_watch}) sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  // A closed pipe shows as a failed write, which ends the command quietly.
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { wait_for_signals(); });
}

Signals::~Signals() {
  pthread_kill(thread_.native_handle(), end_of_watch);
  thread_.join();
}

void Signals::wait_for_signals() {
  for (int signal = 0; sigwait(&set_, &signal) == 0 && signal != end_of_watch;) {
    // Whoever asks twice does not want to wait for a clean end.
    if (!source_.request_stop()) std::_Exit(128 + signal);
  }
}

}  // namespace visiond::cli
