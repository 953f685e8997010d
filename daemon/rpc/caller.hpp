#pragma once
// Who calls, as history names them. Pure; thread-safe.

#include <grpcpp/server_context.h>

#include <string>

namespace visiond::rpc {

// The metadata "visiond-author" where the caller gives one (at most 64 printable ASCII characters are kept), else
// "local" for a Unix socket and the caller's host otherwise. A claim, not an identity.
std::string author_of(const grpc::CallbackServerContext& context);

}  // namespace visiond::rpc
