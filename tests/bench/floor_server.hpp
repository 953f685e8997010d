#pragma once
// The floor: a gRPC server with the callback API whose handlers do next to nothing. Runs as a process of its own, as
// visiond does.

#include <string>

namespace visiond::bench {

// Serves on unix:SOCKET, appends to FILE, prints one line when ready, ends on SIGTERM. Returns the exit code.
int serve_floor(const std::string& socket, const std::string& file);

}  // namespace visiond::bench
