#include "daemon/rpc/listening.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace visiond::rpc {
namespace {

constexpr std::string_view unix_prefix = "unix:";

class Socket {
 public:
  explicit Socket(int family) : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string reason() { return std::strerror(errno); }

// Whether the socket at `path` was left behind by a daemon that was killed: gRPC puts a new one in its place.
base::Result<void> check_socket(const std::string& address, const std::string& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::strncpy(name.sun_path, path.c_str(), sizeof(name.sun_path) - 1);
  const Socket socket(AF_UNIX);
  // EAGAIN: so many wait to be let in that there is no room for us.
  if (::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0 || errno == EAGAIN)
    return cannot_listen(address, "another process serves there");
  if (errno == ECONNREFUSED || errno == ENOENT) return {};
  return cannot_listen(address, "it cannot be told whether somebody serves there: " + reason());
}

base::Result<void> check_path(const std::string& address, const std::string& path) {
  constexpr auto longest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.empty() || path.size() > longest) {
    return cannot_listen(address, "the path has " + std::to_string(path.size()) + " bytes; it must have 1 to " +
                                      std::to_string(longest));
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return cannot_listen(address, "there is a file of another kind at that path");
    if (auto left_behind = check_socket(address, path); !left_behind) return left_behind;
  }
  const auto slash = path.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot_listen(address, "folder " + folder + ": " + reason());
  return {};
}

// 0, or errno.
int try_to_bind(const addrinfo& where) {
  const Socket socket(where.ai_family);
  // As gRPC does: connections of a daemon that just ended do not keep its port.
  const int on = 1;
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  return ::bind(socket.descriptor(), where.ai_addr, where.ai_addrlen) == 0 ? 0 : errno;
}

base::Result<void> check_host(const std::string& address) {
  const auto colon = address.rfind(':');
  auto host = address.substr(0, colon);
  const auto port = address.substr(colon + 1);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int failure = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list); failure != 0)
    return cannot_listen(address, ::gai_strerror(failure));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(list, &::freeaddrinfo);
  // gRPC listens wherever the name leads and is content with one of them ("localhost" without IPv6, say), but the
  // others must not be somebody else's.
  int error = 0;
  bool any = false;
  for (const auto* each = found.get(); each != nullptr; each = each->ai_next) {
    const int failure = try_to_bind(*each);
    if (failure == EADDRINUSE) return cannot_listen(address, std::strerror(failure));
    any = any || failure == 0;
    if (failure != 0) error = failure;
  }
  if (!any) return cannot_listen(address, std::strerror(error));
  return {};
}

}  // namespace

base::Error cannot_listen(const std::string& address, const std::string& why) {
  return {base::ErrorCode::invalid_request, address,
          "cannot listen on " + address + ": " + why + "; give another address with --listen"};
}

base::Result<void> check_free(const std::string& address) {
  if (address.starts_with(unix_prefix)) return check_path(address, address.substr(unix_prefix.size()));
  return check_host(address);
}

std::string with_port(const std::string& address, int port) {
  if (address.starts_with(unix_prefix)) return address;
  return address.substr(0, address.rfind(':') + 1) + std::to_string(port);
}

}  // namespace visiond::rpc
