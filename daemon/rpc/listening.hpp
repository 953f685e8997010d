#pragma once
// Whether an address can be listened on, asked before gRPC is: it only says that something failed, and takes a Unix
// socket away from whoever serves on it. Blocking, for milliseconds; thread-safe.

#include "daemon/base/error.hpp"

#include <string>

namespace visiond::rpc {

// INVALID_REQUEST with the address and the reason: somebody serves there, no such folder, not permitted, no such host.
base::Result<void> check_free(const std::string& address);

base::Error cannot_listen(const std::string& address, const std::string& why);

// HOST:0 with the port that was picked; other addresses as they are.
std::string with_port(const std::string& address, int port);

}  // namespace visiond::rpc
