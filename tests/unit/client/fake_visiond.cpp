#include "tests/unit/client/fake_visiond.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace visiond::testing {
namespace {

template <class Message>
void read_json(const std::string& text, Message& into) {
  if (!google::protobuf::util::JsonStringToMessage(text, &into).ok())
    throw std::logic_error("bad JSON in a test: " + text);
}

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

constexpr const char* revision_text = R"({"revision": "12", "author": "pat", "comment": "wider",
  "transactionId": "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012", "createTime": "2026-02-03T04:05:06.5Z",
  "settings": {"camera": {"width": 1920, "source": "synthetic:"},
               "detection": {"confidence": 0.5, "labels": [], "class_confidence": {"traffic light": 0.7}}},
  "overrides": {"camera": {"width": 1920}, "detection": {"class_confidence": {"traffic light": 0.7}}},
  "effective": {"camera": {"width": 1280, "source": "synthetic:"}}})";

}  // namespace

grpc::Status failure(grpc::StatusCode code, const std::string& reason, const std::string& message,
                     const v1::Transaction& report) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("visiond");
  (*info.mutable_metadata())["transaction_id"] = report.transaction_id();
  status.add_details()->PackFrom(info);
  google::rpc::BadRequest bad;
  for (const auto& violation : report.violations()) {
    auto* field = bad.add_field_violations();
    field->set_field(violation.path());
    field->set_reason(violation.reason());
    field->set_description(violation.message());
  }
  status.add_details()->PackFrom(bad);
  status.add_details()->PackFrom(report);
  return grpc::Status(code, message, status.SerializeAsString());
}

struct FakeVisiond::Settings : v1::SettingsService::Service {
  explicit Settings(FakeVisiond& given) : fake(given) {}

  grpc::Status GetSettings(grpc::ServerContext*, const v1::GetSettingsRequest* request, v1::Revision* answer) override {
    if (fake.settings) return fake.settings(*request, *answer);
    *answer = fake.revision;
    return grpc::Status::OK;
  }
  grpc::Status DescribeSettings(grpc::ServerContext*, const v1::DescribeSettingsRequest*,
                                v1::SettingsSchema* answer) override {
    ++fake.describe_calls;
    *answer = fake.schema;
    return grpc::Status::OK;
  }
  grpc::Status ApplyTransaction(grpc::ServerContext*, const v1::ApplyTransactionRequest* request,
                                v1::Transaction* answer) override {
    return fake.apply(*request, *answer);
  }
  grpc::Status GetTransaction(grpc::ServerContext*, const v1::GetTransactionRequest* request,
                              v1::Transaction* answer) override {
    return fake.transaction(*request, *answer);
  }
  grpc::Status ListRevisions(grpc::ServerContext*, const v1::ListRevisionsRequest* request,
                             v1::ListRevisionsResponse* answer) override {
    return fake.revisions(*request, *answer);
  }
  grpc::Status WatchSettings(grpc::ServerContext* context, const v1::WatchSettingsRequest* request,
                             grpc::ServerWriter<v1::SettingsEvent>* writer) override {
    return fake.watch(*request, *context, *writer);
  }
  grpc::Status WatchTransactions(grpc::ServerContext*, const v1::WatchTransactionsRequest*,
                                 grpc::ServerWriter<v1::TransactionEvent>* writer) override {
    writer->SendInitialMetadata();
    return fake.watch_transactions ? fake.watch_transactions(*writer) : grpc::Status::OK;
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Vision : v1::VisionService::Service {
  explicit Vision(FakeVisiond& given) : fake(given) {}

  grpc::Status GetStatus(grpc::ServerContext*, const v1::GetStatusRequest*, v1::Status* answer) override {
    *answer = fake.status;
    return grpc::Status::OK;
  }
  grpc::Status StreamDetections(grpc::ServerContext* context, const v1::StreamDetectionsRequest* request,
                                grpc::ServerWriter<v1::FrameDetections>* writer) override {
    return fake.detections(*request, *context, *writer);
  }

  FakeVisiond& fake;
};

struct FakeVisiond::Health : grpc::health::v1::Health::Service {
  explicit Health(FakeVisiond& given) : fake(given) {}

  grpc::Status Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* answer) override {
    const auto found = fake.health.find(request->service());
    if (found == fake.health.end()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "unknown service");
    answer->set_status(found->second);
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>* writer) override {
    grpc::health::v1::HealthCheckResponse answer;
    const auto found = fake.health.find(request->service());
    answer.set_status(found == fake.health.end() ? grpc::health::v1::HealthCheckResponse::SERVICE_UNKNOWN
                                                 : found->second);
    writer->Write(answer);
    return grpc::Status::OK;
  }

  FakeVisiond& fake;
};

FakeVisiond::FakeVisiond()
    : settings_service_(std::make_unique<Settings>(*this)),
      vision_service_(std::make_unique<Vision>(*this)),
      health_service_(std::make_unique<Health>(*this)) {
  read_json(schema_text, schema);
  read_json(revision_text, revision);
  std::string name = (std::filesystem::temp_directory_path() / "visionctl-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
}

FakeVisiond::~FakeVisiond() {
  if (server_) server_->Shutdown(std::chrono::system_clock::now());
  std::filesystem::remove_all(folder_);
}

void FakeVisiond::start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
  builder.RegisterService(settings_service_.get());
  builder.RegisterService(vision_service_.get());
  builder.RegisterService(health_service_.get());
  server_ = builder.BuildAndStart();
  if (!server_) throw std::runtime_error("the fake visiond does not listen at " + address());
}

std::string FakeVisiond::write_file(const std::string& name, const std::string& content) const {
  const auto file = folder_ / name;
  std::ofstream(file) << content;
  return file.string();
}

}  // namespace visiond::testing
