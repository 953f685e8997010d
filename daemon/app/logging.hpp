#pragma once
// Where the log goes: to systemd's journal with its priorities when it is the journal that reads, else to standard
// error with times. Called once, at the start of main.

namespace visiond::app {

void start_logging();

}  // namespace visiond::app
