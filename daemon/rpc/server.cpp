#include "daemon/rpc/server.hpp"

#include "daemon/rpc/listening.hpp"
#include "grpc/health/v1/health.pb.h"

#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>

#include <mutex>
#include <utility>

namespace visiond::rpc {
namespace {

using std::chrono::milliseconds;

// How long a caller whose machine vanished is kept.
constexpr int keepalive_pause_ms = 60000;
constexpr int keepalive_time_out_ms = 20000;
// How often a caller may ask whether we are still there, on a quiet watch too; gRPC's own limit of five minutes would
// end the connections of callers that ask every half minute.
constexpr int ping_pause_ms = 5000;

// What the answers to a request may become stays under the 4 MiB that gRPC's clients take.
constexpr int most_request_bytes = 1 << 20;

// What is process-wide in gRPC.
void prepare_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Kept until the process ends: whoever lets go of the library last may wait ten seconds for a poll of its own, and
    // that would be the daemon that stops.
    grpc_init();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Nothing else here needs health.proto's classes, and reflection describes only what is linked.
    google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  });
}

void configure(grpc::ServerBuilder& builder) {
  // Two daemons must not share a port unnoticed.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_pause_ms);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive_time_out_ms);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, ping_pause_ms);
  builder.SetMaxReceiveMessageSize(most_request_bytes);
}

}  // namespace

Server::Server(VisionService::Given given, models::ModelsApi& models, training::TrainingApi& training)
    : settings_(given.engine),
      vision_(given),
      metrics_({given.engine, given.pipeline, given.events, given.gemini, vision_.losses(), training, given.clock}),
      models_(given.engine, models),
      training_(training) {}

Server::~Server() { shut_down(milliseconds(0)); }

base::Result<std::unique_ptr<Server>> Server::start(const std::vector<std::string>& listen, VisionService::Given given,
                                                    models::ModelsApi& models, training::TrainingApi& training) {
  for (const auto& address : listen) {
    if (auto free = check_free(address); !free) return free.error();
  }
  prepare_library();
  std::unique_ptr<Server> server(new Server(std::move(given), models, training));
  grpc::ServerBuilder builder;
  configure(builder);
  std::vector<int> ports(listen.size(), 0);
  for (std::size_t n = 0; n < listen.size(); ++n)
    builder.AddListeningPort(listen[n], grpc::InsecureServerCredentials(), &ports[n]);
  builder.RegisterService(&server->settings_);
  builder.RegisterService(&server->metrics_);
  builder.RegisterService(&server->vision_);
  builder.RegisterService(&server->models_);
  builder.RegisterService(&server->training_);
  server->server_ = builder.BuildAndStart();
  for (std::size_t n = 0; n < listen.size(); ++n) {
    if (server->server_ == nullptr || ports[n] == 0) return cannot_listen(listen[n], "the address cannot be bound");
    server->addresses_.push_back(with_port(listen[n], ports[n]));
  }
  return server;
}

void Server::set_serving(const std::string& service, bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(service, serving);
}

void Server::shut_down(milliseconds limit) {
  if (server_ == nullptr) return;
  server_->GetHealthCheckService()->Shutdown();
  vision_.end_streams();
  training_.end_streams();
  server_->Shutdown(std::chrono::system_clock::now() + limit);
  server_->Wait();
  server_.reset();
}

}  // namespace visiond::rpc
