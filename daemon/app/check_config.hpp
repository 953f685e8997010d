#pragma once
// --check-config: judges what visiond would start with, without starting it. Called once, from main's thread.

#include "daemon/app/command_line.hpp"

namespace visiond::app {

// Says what is wrong on standard error, or that all is right on standard output; returns the exit code.
int check(const Invocation& invocation);

}  // namespace visiond::app
