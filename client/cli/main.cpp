#include "client/cli/run.hpp"
#include "client/cli/signals.hpp"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

int main(int argc, char** argv) {
  const visiond::cli::Signals signals;
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  visiond::cli::Streams streams{.in = std::cin,
                                .out = std::cout,
                                .err = std::cerr,
                                .terminal = terminal,
                                .colour = terminal && (no_color == nullptr || *no_color == '\0'),
                                .stop = signals.token()};
  const std::vector<std::string> arguments(argc > 0 ? argv + 1 : argv, argv + argc);
  return visiond::cli::run(arguments, streams);
}
