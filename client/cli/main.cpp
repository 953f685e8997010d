#include "client/cli/run.hpp"
#include "client/cli/signals.hpp"

#include <cstdlib>
#include <iostream>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace {

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Whoever read our output has read enough: `visionctl history | head -1`.
bool reader_left() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  const visiond::cli::Signals signals;
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  visiond::cli::Streams streams{.in = std::cin,
                                .out = std::cout,
                                .err = std::cerr,
                                .terminal = terminal,
                                .width = terminal ? terminal_width() : 80,
                                .colour = terminal && (no_color == nullptr || *no_color == '\0'),
                                .stop = signals.token()};
  const std::vector<std::string> arguments(argc > 0 ? argv + 1 : argv, argv + argc);
  const int code = visiond::cli::run(arguments, streams);
  if (std::cout.flush() || reader_left()) return code;
  std::cerr << "visionctl: The output could not be written\n";
  return code == 0 ? 1 : code;
}
