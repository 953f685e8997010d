#include "tests/unit/client/fake_visiond.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/unit/client/messages.hpp"

#include <grpc/grpc.h>

#include <fstream>
#include <stdexcept>

namespace visiond::testing {
namespace {

constexpr const char* schema_text =
    R"({"revision": "12", "jsonSchema": "{\"type\":\"object\",\"properties\":{\"camera\":{\"type\":\"object\",\"properties\":{\"width\":{\"type\":\"integer\"}}}}}", "sections": [
  {"name": "camera", "description": "Where frames come from", "priority": "PRIORITY_CRITICAL", "settings": [
    {"path": "camera.width", "type": "TYPE_INTEGER", "unit": "px", "minimum": 160, "maximum": 7680, "zeroAllowed": true,
     "defaultValue": 0, "updateKind": "UPDATE_KIND_RESTART", "description": "Width of the frames"},
    {"path": "camera.source", "type": "TYPE_STRING", "defaultValue": "synthetic:", "updateKind": "UPDATE_KIND_RESTART",
     "description": "Where from"}]},
  {"name": "detection", "description": "What is found", "settings": [
    {"path": "detection.confidence", "type": "TYPE_NUMBER", "minimum": 0, "maximum": 1, "defaultValue": 0.5,
     "updateKind": "UPDATE_KIND_HOT_RELOAD", "description": "Least confidence"},
    {"path": "detection.labels", "type": "TYPE_LIST", "defaultValue": [], "updateKind": "UPDATE_KIND_HOT_RELOAD"},
    {"path": "detection.class_confidence", "type": "TYPE_MAP", "defaultValue": {},
     "updateKind": "UPDATE_KIND_HOT_RELOAD"}]}]})";

template <class Hook, class... Args>
grpc::Status ask(FakeVisiond& fake, const Hook& hook, Args&... args) {
  ++fake.calls;
  return hook ? hook(args...) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call");
}

constexpr const char* revision_text = R"({"revision": "12", "author": "pat", "comment": "wider",
  "transactionId": "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012", "createTime": "2026-02-03T04:05:06.5Z",
  "settings": {"camera": {"width": 1920, "source": "synthetic:"},
               "detection": {"confidence": 0.5, "labels": [], "class_confidence": {"traffic light": 0.7}}},
  "overrides": {"camera": {"width": 1920}, "detection": {"class_confidence": {"traffic light": 0.7}}},
  "effective": {"camera": {"width": 1280, "source": "synthetic:"}}})";

// gRPC ends with its last user, and that can take the 10 s of its backup poller: it stays alive between tests.
void keep_grpc_alive() {
  static const bool alive = (grpc_init(), true);
  (void)alive;
}

}  // namespace

grpc::Status failure(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const v1::Transaction& report, const std::map<std::string, std::string>& metadata) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("visiond");
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  if (!report.transaction_id().empty()) (*info.mutable_metadata())["transaction_id"] = report.transaction_id();
  status.add_details()->PackFrom(info);
  google::rpc::BadRequest bad;
  for (const auto& violation : report.violations()) {
    auto* field = bad.add_field_violations();
    field->set_field(violation.path());
    field->set_reason(violation.reason());
    field->set_description(violation.message());
  }
  status.add_details()->PackFrom(bad);
  // Only transactions have reports.
  if (report.state() != v1::Transaction::STATE_UNSPECIFIED) status.add_details()->PackFrom(report);
  return grpc::Status(code, message, status.SerializeAsString());
}

struct FakeVisiond::Settings : v1::SettingsService::Service {
  explicit Settings(FakeVisiond& given) : fake(given) {}

  grpc::Status GetSettings(grpc::ServerContext*, const v1::GetSettingsRequest* request, v1::Revision* answer) override {
    return ask(fake, fake.settings, *request, *answer);
  }
  grpc::Status DescribeSettings(grpc::ServerContext*, const v1::DescribeSettingsRequest*,
                                v1::SettingsSchema* answer) override {
    ++fake.calls;
    *answer = fake.schema;
    return grpc::Status::OK;
  }
  grpc::Status ApplyTransaction(grpc::ServerContext* context, const v1::ApplyTransactionRequest* request,
                                v1::Transaction* answer) override {
    if (fake.apply_in) return ask(fake, fake.apply_in, *request, *context);
    return ask(fake, fake.apply, *request, *answer);
  }
  grpc::Status GetTransaction(grpc::ServerContext*, const v1::GetTransactionRequest* request,
                              v1::Transaction* answer) override {
    return ask(fake, fake.transaction, *request, *answer);
  }
  grpc::Status ListRevisions(grpc::ServerContext*, const v1::ListRevisionsRequest* request,
                             v1::ListRevisionsResponse* answer) override {
    return ask(fake, fake.revisions, *request, *answer);
  }
  grpc::Status WatchSettings(grpc::ServerContext* context, const v1::WatchSettingsRequest* request,
                             grpc::ServerWriter<v1::SettingsEvent>* writer) override {
    return ask(fake, fake.watch, *request, *context, *writer);
  }
  grpc::Status WatchTransactions(grpc::ServerContext* context, const v1::WatchTransactionsRequest* request,
                                 grpc::ServerWriter<v1::TransactionEvent>* writer) override {
    writer->SendInitialMetadata();
    return ask(fake, fake.watch_transactions, *request, *context, *writer);
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Vision : v1::VisionService::Service {
  explicit Vision(FakeVisiond& given) : fake(given) {}

  grpc::Status GetStatus(grpc::ServerContext*, const v1::GetStatusRequest*, v1::Status* answer) override {
    ++fake.calls;
    *answer = fake.status;
    return grpc::Status::OK;
  }
  grpc::Status StreamDetections(grpc::ServerContext* context, const v1::StreamDetectionsRequest* request,
                                grpc::ServerWriter<v1::FrameDetections>* writer) override {
    return ask(fake, fake.detections, *request, *context, *writer);
  }
  grpc::Status StreamEvents(grpc::ServerContext* context, const v1::StreamEventsRequest* request,
                            grpc::ServerWriter<v1::Event>* writer) override {
    return ask(fake, fake.events, *request, *context, *writer);
  }
  grpc::Status StreamFrames(grpc::ServerContext* context, const v1::StreamFramesRequest* request,
                            grpc::ServerWriter<v1::Frame>* writer) override {
    return ask(fake, fake.frames, *request, *context, *writer);
  }
  grpc::Status WatchStatus(grpc::ServerContext* context, const v1::WatchStatusRequest* request,
                           grpc::ServerWriter<v1::Status>* writer) override {
    return ask(fake, fake.watch_status, *request, *context, *writer);
  }
  grpc::Status GetSnapshot(grpc::ServerContext*, const v1::GetSnapshotRequest* request, v1::Frame* answer) override {
    return ask(fake, fake.snapshot, *request, *answer);
  }
  grpc::Status DescribeScene(grpc::ServerContext*, const v1::DescribeSceneRequest* request,
                             v1::SceneDescription* answer) override {
    return ask(fake, fake.describe_scene, *request, *answer);
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Metrics : v1::MetricsService::Service {
  explicit Metrics(FakeVisiond& given) : fake(given) {}

  grpc::Status GetMetrics(grpc::ServerContext*, const v1::GetMetricsRequest*, v1::Metrics* answer) override {
    ++fake.calls;
    *answer = fake.metrics;
    return grpc::Status::OK;
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Models : v1::ModelService::Service {
  explicit Models(FakeVisiond& given) : fake(given) {}

  grpc::Status ListModels(grpc::ServerContext*, const v1::ListModelsRequest*, v1::ListModelsResponse* answer) override {
    ++fake.calls;
    *answer = fake.models;
    return grpc::Status::OK;
  }
  grpc::Status InstallModel(grpc::ServerContext*, grpc::ServerReader<v1::InstallModelRequest>* reader,
                            v1::Model* answer) override {
    v1::InstallModelRequest message;
    reader->Read(&message);
    const auto header = message.header();
    std::string bytes;
    while (reader->Read(&message)) bytes += message.chunk();
    return ask(fake, fake.install_model, header, bytes, *answer);
  }
  grpc::Status RemoveModel(grpc::ServerContext*, const v1::RemoveModelRequest* request,
                           v1::RemoveModelResponse* answer) override {
    return ask(fake, fake.remove_model, *request, *answer);
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Training : v1::TrainingService::Service {
  explicit Training(FakeVisiond& given) : fake(given) {}

  grpc::Status AddSample(grpc::ServerContext*, const v1::AddSampleRequest* request,
                         v1::AddSampleResponse* answer) override {
    return ask(fake, fake.add_sample, *request, *answer);
  }
  grpc::Status ListSamples(grpc::ServerContext*, const v1::ListSamplesRequest* request,
                           v1::ListSamplesResponse* answer) override {
    return ask(fake, fake.list_samples, *request, *answer);
  }
  grpc::Status RemoveSample(grpc::ServerContext*, const v1::RemoveSampleRequest* request,
                            v1::RemoveSampleResponse* answer) override {
    return ask(fake, fake.remove_sample, *request, *answer);
  }
  grpc::Status StartTraining(grpc::ServerContext*, const v1::StartTrainingRequest* request,
                             v1::TrainingRun* answer) override {
    return ask(fake, fake.start_training, *request, *answer);
  }
  grpc::Status CancelTraining(grpc::ServerContext*, const v1::CancelTrainingRequest* request,
                              v1::TrainingRun* answer) override {
    return ask(fake, fake.cancel_training, *request, *answer);
  }
  grpc::Status GetTraining(grpc::ServerContext*, const v1::GetTrainingRequest* request,
                           v1::TrainingRun* answer) override {
    return ask(fake, fake.get_training, *request, *answer);
  }
  grpc::Status WatchTraining(grpc::ServerContext* context, const v1::WatchTrainingRequest* request,
                             grpc::ServerWriter<v1::TrainingRun>* writer) override {
    return ask(fake, fake.watch_training, *request, *context, *writer);
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Health : grpc::health::v1::Health::Service {
  explicit Health(FakeVisiond& given) : fake(given) {}

  grpc::Status Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* answer) override {
    ++fake.calls;
    const auto found = fake.health.find(request->service());
    if (found == fake.health.end()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "unknown service");
    answer->set_status(found->second);
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext* context, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>* writer) override {
    grpc::health::v1::HealthCheckResponse answer;
    const auto found = fake.health.find(request->service());
    answer.set_status(found == fake.health.end() ? grpc::health::v1::HealthCheckResponse::SERVICE_UNKNOWN
                                                 : found->second);
    writer->Write(answer);
    if (fake.watch_health) return ask(fake, fake.watch_health, *request, *context, *writer);
    ++fake.calls;
    fake.until_stopped();
    return grpc::Status::OK;
  }

  FakeVisiond& fake;
};

FakeVisiond::FakeVisiond()
    : schema(read<v1::SettingsSchema>(schema_text)),
      revision(read<v1::Revision>(revision_text)),
      settings([this](const auto&, auto& answer) {
        answer = revision;
        return grpc::Status::OK;
      }),
      settings_service_(std::make_unique<Settings>(*this)),
      vision_service_(std::make_unique<Vision>(*this)),
      metrics_service_(std::make_unique<Metrics>(*this)),
      models_service_(std::make_unique<Models>(*this)),
      training_service_(std::make_unique<Training>(*this)),
      health_service_(std::make_unique<Health>(*this)) {
  keep_grpc_alive();
}

FakeVisiond::~FakeVisiond() { stop(); }

void FakeVisiond::start() {
  stopping_ = {};
  stopped_ = stopping_.get_future().share();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
  builder.RegisterService(settings_service_.get());
  builder.RegisterService(vision_service_.get());
  builder.RegisterService(metrics_service_.get());
  builder.RegisterService(models_service_.get());
  builder.RegisterService(training_service_.get());
  builder.RegisterService(health_service_.get());
  server_ = builder.BuildAndStart();
  if (!server_) throw std::runtime_error("the fake visiond does not listen at " + address());
}

void FakeVisiond::stop() {
  if (!server_) return;
  stopping_.set_value();
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_.reset();
}

std::string FakeVisiond::write_file(const std::string& name, const std::string& content) const {
  const auto file = folder_.path() / name;
  std::ofstream(file) << content;
  return file.string();
}

}  // namespace visiond::testing
