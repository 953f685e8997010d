#pragma once
// visiond as its clients see it: the generated services on a Unix socket in a folder of its own, answering what a test
// says. Owned by the test; hooks are set before the first call, and run on gRPC's threads.

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/temp_folder.hpp"
#include "visiond/v1/metrics.grpc.pb.h"
#include "visiond/v1/models.grpc.pb.h"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/training.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>

namespace visiond::testing {

// A failure as visiond sends it: ErrorInfo, BadRequest, Transaction. `metadata`: more of ErrorInfo's.
grpc::Status failure(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const v1::Transaction& report = {}, const std::map<std::string, std::string>& metadata = {});

class FakeVisiond {
 public:
  template <class Request, class Answer>
  using Call = std::function<grpc::Status(const Request&, Answer&)>;
  template <class Request, class Message>
  using Stream = std::function<grpc::Status(const Request&, grpc::ServerContext&, grpc::ServerWriter<Message>&)>;
  using Serving = grpc::health::v1::HealthCheckResponse::ServingStatus;

  FakeVisiond();
  ~FakeVisiond();
  FakeVisiond(const FakeVisiond&) = delete;
  FakeVisiond& operator=(const FakeVisiond&) = delete;

  std::string address() const { return "unix:" + (folder_.path() / "visiond.sock").string(); }
  void start();
  // Ends every call, those in until_stopped() first.
  void stop();
  // For hooks that never answer.
  void until_stopped() const { stopped_.wait(); }
  // A file in the folder, which goes with it.
  std::string write_file(const std::string& name, const std::string& content) const;

  v1::SettingsSchema schema;  // camera.width, camera.source, detection.confidence, .labels, .class_confidence
  v1::Revision revision;      // 12; camera.width set to 1920
  v1::Status status;
  v1::Metrics metrics;
  std::map<std::string, Serving> health;  // what Check says, and Watch at once
  std::atomic<int> calls = 0;             // of any kind

  Call<v1::ApplyTransactionRequest, v1::Transaction> apply;
  // As `apply`, for tests of what goes beside request and answer; comes first where it is set.
  std::function<grpc::Status(const v1::ApplyTransactionRequest&, grpc::ServerContext&)> apply_in;
  Call<v1::GetTransactionRequest, v1::Transaction> transaction;
  Call<v1::GetSettingsRequest, v1::Revision> settings;  // `revision` where it is not set
  Call<v1::ListRevisionsRequest, v1::ListRevisionsResponse> revisions;
  Stream<v1::WatchSettingsRequest, v1::SettingsEvent> watch;
  Stream<v1::WatchTransactionsRequest, v1::TransactionEvent> watch_transactions;  // its metadata are sent before
  Stream<v1::StreamDetectionsRequest, v1::FrameDetections> detections;
  Stream<v1::StreamEventsRequest, v1::Event> events;
  Stream<v1::StreamFramesRequest, v1::Frame> frames;
  Stream<v1::WatchStatusRequest, v1::Status> watch_status;
  Call<v1::GetSnapshotRequest, v1::Frame> snapshot;
  Call<v1::DescribeSceneRequest, v1::SceneDescription> describe_scene;
  v1::ListModelsResponse models;
  // The header and all that came behind it.
  std::function<grpc::Status(const v1::InstallModelRequest::Header&, const std::string&, v1::Model&)> install_model;
  Call<v1::RemoveModelRequest, v1::RemoveModelResponse> remove_model;
  Call<v1::AddSampleRequest, v1::AddSampleResponse> add_sample;
  Call<v1::ListSamplesRequest, v1::ListSamplesResponse> list_samples;
  Call<v1::RemoveSampleRequest, v1::RemoveSampleResponse> remove_sample;
  Call<v1::StartTrainingRequest, v1::TrainingRun> start_training;
  Call<v1::CancelTrainingRequest, v1::TrainingRun> cancel_training;
  Call<v1::GetTrainingRequest, v1::TrainingRun> get_training;
  Stream<v1::WatchTrainingRequest, v1::TrainingRun> watch_training;
  // After Watch said what `health` says.
  Stream<grpc::health::v1::HealthCheckRequest, grpc::health::v1::HealthCheckResponse> watch_health;

 private:
  struct Settings;
  struct Vision;
  struct Metrics;
  struct Models;
  struct Training;
  struct Health;

  TempFolder folder_;
  std::unique_ptr<Settings> settings_service_;
  std::unique_ptr<Vision> vision_service_;
  std::unique_ptr<Metrics> metrics_service_;
  std::unique_ptr<Models> models_service_;
  std::unique_ptr<Training> training_service_;
  std::unique_ptr<Health> health_service_;
  std::promise<void> stopping_;
  std::shared_future<void> stopped_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace visiond::testing
