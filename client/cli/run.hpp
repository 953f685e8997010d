#pragma once
// visionctl as a function: reads the command line, does what it says, answers with the exit code. main.cpp calls it
// with the process's own streams, tests with theirs.

#include "client/cli/streams.hpp"

#include <string>
#include <vector>

namespace visiond::cli {

// `arguments` without the program's name.
int run(const std::vector<std::string>& arguments, Streams& streams);

}  // namespace visiond::cli
