#pragma once
// The gRPC server on a Unix socket in a folder of its own, over an engine that the test brings and a pipeline without
// frames. Used from the test's thread.

#include "daemon/rpc/server.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/rpc/fake_events.hpp"
#include "tests/unit/rpc/fake_gemini.hpp"
#include "tests/unit/rpc/fake_models.hpp"
#include "tests/unit/rpc/fake_pipeline.hpp"
#include "tests/unit/rpc/fake_training.hpp"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>
#include <vector>

namespace visiond::testing {

class TestServer {
 public:
  // `listen`: addresses beside the Unix socket. The engine outlives the server.
  explicit TestServer(runtime::SettingsApi& engine, std::vector<std::string> listen = {});

  // A connection of its own.
  std::shared_ptr<grpc::Channel> connect() const { return connect(address()); }
  static std::shared_ptr<grpc::Channel> connect(const std::string& address);
  // One that takes little in before it is read; gRPC's clients take in megabytes otherwise.
  std::shared_ptr<grpc::Channel> connect_narrowly() const;
  std::unique_ptr<v1::SettingsService::Stub> settings() const { return v1::SettingsService::NewStub(connect()); }
  std::unique_ptr<v1::VisionService::Stub> vision() const { return v1::VisionService::NewStub(connect()); }
  const std::string& address() const { return server->addresses().front(); }

 private:
  TempFolder folder_;

 public:
  FakePipeline pipeline;
  FakeEvents events;
  FakeGemini gemini;
  FakeModels models;
  FakeTraining training;
  ManualClock clock;
  std::unique_ptr<rpc::Server> server;
};

// A call's context that ends the call where a test would wait for ever.
struct Context : grpc::ClientContext {
  Context() { set_deadline(std::chrono::system_clock::now() + patience); }
};

}  // namespace visiond::testing
