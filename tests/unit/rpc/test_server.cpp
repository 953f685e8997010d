#include "tests/unit/rpc/test_server.hpp"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <stdexcept>

namespace visiond::testing {

TestServer::TestServer(runtime::SettingsApi& engine, std::vector<std::string> listen) {
  listen.insert(listen.begin(), "unix:" + (folder_.path() / "rpc.sock").string());
  auto started =
      rpc::Server::start(listen, {engine, pipeline, pipeline, events, gemini, clock, "1.2.3"}, models, training);
  if (!started) throw std::runtime_error(started.error().message);
  server = std::move(*started);
}

namespace {

grpc::ChannelArguments of_its_own() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> TestServer::connect(const std::string& address) {
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), of_its_own());
}

std::shared_ptr<grpc::Channel> TestServer::connect_narrowly() const {
  auto arguments = of_its_own();
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 16);
  return grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace visiond::testing
