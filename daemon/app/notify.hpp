#pragma once
// Tells systemd how far the daemon is (sd_notify(3)); without systemd nothing happens. Thread-safe.

#include <string>

namespace visiond::app {

void notify_ready(const std::string& status);
void notify_stopping();
// More often than the unit's WatchdogSec, or systemd starts the daemon anew.
void notify_alive();

}  // namespace visiond::app
