#include "daemon/rpc/caller.hpp"

#include <string_view>

namespace visiond::rpc {
namespace {

constexpr std::size_t longest_author = 64;

std::string printable(std::string_view text) {
  std::string kept;
  for (const char c : text.substr(0, longest_author)) kept += c >= ' ' && c <= '~' ? c : '?';
  return kept;
}

// "ipv4:127.0.0.1:4711" → "127.0.0.1", "ipv6:%5B::1%5D:4711" → "::1".
std::string host_of(std::string_view peer) {
  const auto scheme = peer.find(':');
  const auto port = peer.rfind(':');
  if (scheme == std::string_view::npos || port <= scheme) return "unknown";
  auto host = peer.substr(scheme + 1, port - scheme - 1);
  if (host.starts_with("%5B") && host.ends_with("%5D")) host = host.substr(3, host.size() - 6);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return printable(host);
}

}  // namespace

std::string author_of(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  if (const auto found = metadata.find("visiond-author"); found != metadata.end() && !found->second.empty())
    return printable({found->second.data(), found->second.size()});
  const auto peer = context.peer();
  return peer.starts_with("unix") ? "local" : host_of(peer);
}

}  // namespace visiond::rpc
