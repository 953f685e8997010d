#pragma once
// visiond as its clients see it: the generated services on a Unix socket in a folder of its own, answering what a test
// says. Owned by the test; hooks are set before the first call, and run on gRPC's threads.

#include "grpc/health/v1/health.grpc.pb.h"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace visiond::testing {

// A failure as visiond sends it: ErrorInfo, BadRequest, Transaction.
grpc::Status failure(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const v1::Transaction& report = {});

class FakeVisiond {
 public:
  FakeVisiond();
  ~FakeVisiond();
  FakeVisiond(const FakeVisiond&) = delete;
  FakeVisiond& operator=(const FakeVisiond&) = delete;

  std::string address() const { return "unix:" + (folder_ / "visiond.sock").string(); }
  void start();
  // A file in the folder, which goes with it.
  std::string write_file(const std::string& name, const std::string& content) const;

  v1::SettingsSchema schema;  // camera.width, camera.source, detection.confidence, .labels, .class_confidence
  v1::Revision revision;      // 12; camera.width set to 1920
  std::function<grpc::Status(const v1::ApplyTransactionRequest&, v1::Transaction&)> apply;
  std::function<grpc::Status(const v1::GetTransactionRequest&, v1::Transaction&)> transaction;
  std::function<grpc::Status(const v1::GetSettingsRequest&, v1::Revision&)> settings;
  std::function<grpc::Status(const v1::ListRevisionsRequest&, v1::ListRevisionsResponse&)> revisions;
  std::function<grpc::Status(const v1::StreamDetectionsRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<v1::FrameDetections>&)>
      detections;
  std::function<grpc::Status(const v1::WatchSettingsRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<v1::SettingsEvent>&)>
      watch;
  std::function<grpc::Status(grpc::ServerWriter<v1::TransactionEvent>&)> watch_transactions;
  v1::Status status;
  std::map<std::string, grpc::health::v1::HealthCheckResponse::ServingStatus> health;
  std::atomic<int> describe_calls = 0;

 private:
  struct Settings;
  struct Vision;
  struct Health;

  std::filesystem::path folder_;
  std::unique_ptr<Settings> settings_service_;
  std::unique_ptr<Vision> vision_service_;
  std::unique_ptr<Health> health_service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace visiond::testing
