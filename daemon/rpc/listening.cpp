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
  explicit Socket(int family) : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
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

base::Result<void> check_path(const std::string& address, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return cannot_listen(address, "there is a file of another kind at that path");
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path.c_str(), sizeof(name.sun_path) - 1);
    const Socket socket(AF_UNIX);
    // A socket that nobody serves was left behind by a daemon that was killed: gRPC puts a new one in its place.
    if (::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0)
      return cannot_listen(address, "another process serves there");
  }
  const auto slash = path.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot_listen(address, "folder " + folder + ": " + reason());
  return {};
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
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list); error != 0)
    return cannot_listen(address, ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(list, &::freeaddrinfo);
  const Socket socket(found->ai_family);
  // As gRPC does: connections of a daemon that just ended do not keep its port.
  const int on = 1;
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(socket.descriptor(), found->ai_addr, found->ai_addrlen) != 0) return cannot_listen(address, reason());
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
