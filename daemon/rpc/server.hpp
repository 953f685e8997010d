#pragma once
// The gRPC server: our services, grpc.health.v1 and reflection on every address. Owned by the daemon; start and
// shut_down from one thread that is no strand's, the rest is thread-safe.

#include "daemon/rpc/metrics_service.hpp"
#include "daemon/rpc/model_service.hpp"
#include "daemon/rpc/settings_service.hpp"
#include "daemon/rpc/training_service.hpp"
#include "daemon/rpc/vision_service.hpp"

#include <grpcpp/server.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace visiond::rpc {

class Server {
 public:
  // Listens on every address (unix:PATH or HOST:PORT, port 0 picks one). INVALID_REQUEST names the address that cannot
  // be used and why.
  static base::Result<std::unique_ptr<Server>> start(const std::vector<std::string>& listen, VisionService::Given given,
                                                     models::ModelsApi& models, training::TrainingApi& training);
  ~Server();

  // As given, with the ports that were picked.
  const std::vector<std::string>& addresses() const { return addresses_; }

  // What grpc.health.v1 answers for a service ("" stands for the daemon); NOT_FOUND for those never set.
  void set_serving(const std::string& service, bool serving);

  // How the engine's services fare, for those who watch the status.
  void tell_status(const runtime::EngineStatus& status) { vision_.tell_status(status); }

  // The engine is drained by now. Ends the streams, then waits for calls under way, at most `limit`, and cancels what
  // is left. Idempotent.
  void shut_down(std::chrono::milliseconds limit);

 private:
  Server(VisionService::Given given, models::ModelsApi& models, training::TrainingApi& training);

  SettingsService settings_;
  VisionService vision_;
  MetricsService metrics_;
  ModelService models_;
  TrainingService training_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::string> addresses_;
};

}  // namespace visiond::rpc
