#pragma once
// A connection to visiond: its calls and streams as functions that block, with failures decoded. For programs that want
// visiond's contract without gRPC's own ceremony; visionctl is one of them.
//
//   client::Session session({.address = "unix:/run/visiond/visiond.sock"});
//   v1::ApplyTransactionRequest request;
//   *request.mutable_patch() = client::to_proto(json::parse(R"({"detection": {"confidence": 0.6}})").as_object());
//   const auto answer = session.apply_transaction(request);
//   if (!answer) return complain(answer.error().reason, answer.error().message);
//   use(answer->revision());
//
// Blocking: every function returns when the answer is there, the time-out has passed (DEADLINE_EXCEEDED) or a stop was
// asked for (CANCELLED). Connecting is part of the first call, and a lost connection is made again by the next one; a
// call without connection fails at once (UNAVAILABLE, empty reason). Time-outs: Options::timeout a call, 30 s where it
// is empty; a stream goes on without end where it is empty. A call that fails with undecided() may have taken effect:
// give ApplyTransactionRequest a request id, and sending it again is safe.
// Streams call a handler on the calling thread, a message at a time; while it works the daemon's flow control waits,
// and a stream whose handler is too slow is ended by the daemon.
// Thread-safe: any number of threads may call and stream at once.

#include "client/lib/duration.hpp"
#include "client/lib/failure.hpp"
#include "grpc/health/v1/health.grpc.pb.h"
#include "visiond/v1/metrics.grpc.pb.h"
#include "visiond/v1/models.grpc.pb.h"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/training.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/channel.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace visiond::client {

// Where visiond listens when it is installed as a service.
constexpr const char* default_address = "unix:/run/visiond/visiond.sock";

struct SessionOptions {
  std::string address = default_address;  // unix:PATH or HOST:PORT
  std::optional<Nanoseconds> timeout{};
  std::stop_token stop{};  // ends what is under way and everything after
};

class Session {
 public:
  // Returns false to end the stream, which is no failure.
  template <class Message>
  using Handler = std::function<bool(const Message&)>;
  using HealthResponse = grpc::health::v1::HealthCheckResponse;

  explicit Session(SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Answer<v1::Revision> get_settings(const v1::GetSettingsRequest& request = {});
  Answer<v1::SettingsSchema> describe_settings();
  // Answers when the change is in force.
  Answer<v1::Transaction> apply_transaction(const v1::ApplyTransactionRequest& request);
  Answer<v1::Transaction> rollback_settings(const v1::RollbackSettingsRequest& request);
  // Answers when that is on the disk.
  Answer<v1::Transaction> confirm_transaction(const v1::ConfirmTransactionRequest& request);
  // Answers when it has ended.
  Answer<v1::Transaction> cancel_transaction(const v1::CancelTransactionRequest& request);
  Answer<v1::ListTransactionsResponse> list_transactions(const v1::ListTransactionsRequest& request);
  Answer<v1::DiffSettingsResponse> diff_settings(const v1::DiffSettingsRequest& request);
  Answer<v1::Transaction> get_transaction(const v1::GetTransactionRequest& request);
  Answer<v1::ListRevisionsResponse> list_revisions(const v1::ListRevisionsRequest& request);
  Answer<v1::Status> get_status();
  // The newest frame as JPEG. NO_FRAME while the camera shows none.
  Answer<v1::Frame> get_snapshot(const v1::GetSnapshotRequest& request);
  // What the model of the section gemini says of the newest frame, which may take long: without a time-out where
  // Options::timeout is empty.
  Answer<v1::SceneDescription> describe_scene(const v1::DescribeSceneRequest& request);
  Answer<v1::Metrics> get_metrics();
  Answer<v1::ListModelsResponse> list_models();
  // Answers when the model is installed, which may take long: without a time-out where Options::timeout is empty.
  // `archive` is what header.upload stands for: it gives the next piece, empty at the end.
  Answer<v1::Model> install_model(const v1::InstallModelRequest::Header& header,
                                  const std::function<std::string()>& archive = {});
  Answer<v1::RemoveModelResponse> remove_model(const v1::RemoveModelRequest& request);
  Answer<v1::AddSampleResponse> add_sample(const v1::AddSampleRequest& request);
  Answer<v1::ListSamplesResponse> list_samples(const v1::ListSamplesRequest& request);
  Answer<v1::RemoveSampleResponse> remove_sample(const v1::RemoveSampleRequest& request);
  // Answers when the run is under way.
  Answer<v1::TrainingRun> start_training(const v1::StartTrainingRequest& request);
  // Answers when the run has ended.
  Answer<v1::TrainingRun> cancel_training();
  Answer<v1::TrainingRun> get_training(const v1::GetTrainingRequest& request);
  // `service` is "" for the daemon, or "camera", "detection", …; NOT_FOUND for one that visiond does not have.
  Answer<HealthResponse> check_health(const std::string& service);

  // Streams. A success means that the handler or a stop ended it. visiond never ends one by itself but to stop or for a
  // watcher that cannot keep up: an orderly end that nobody asked for is the failure STREAM_ENDED.

  // A failure's resume_revision, as the next request's from_revision, goes on without gap or duplicate: it is what the
  // daemon sent, or the newest revision that the handler was told of.
  Answer<void> watch_settings(const v1::WatchSettingsRequest& request, const Handler<v1::SettingsEvent>& handler);
  // What happens after `subscribed` was called is not missed. A stop of `stop` ends this watch only.
  Answer<void> watch_transactions(const Handler<v1::TransactionEvent>& handler,
                                  const std::function<void()>& subscribed = {}, std::stop_token stop = {});
  Answer<void> stream_detections(const v1::StreamDetectionsRequest& request,
                                 const Handler<v1::FrameDetections>& handler);
  Answer<void> stream_events(const Handler<v1::Event>& handler);
  Answer<void> stream_frames(const v1::StreamFramesRequest& request, const Handler<v1::Frame>& handler);
  // The status now and whenever it changes.
  Answer<void> watch_status(const Handler<v1::Status>& handler);

  // How a run stands, now and whenever that changes; a success too where the run has ended, of which the handler is
  // told.
  Answer<void> watch_training(const v1::WatchTrainingRequest& request, const Handler<v1::TrainingRun>& handler);

  // Blocks until the service serves, however often the daemon comes and goes meanwhile, at most for the time-out (30 s
  // where it is empty): then NOT_SERVING, with what was seen last.
  Answer<void> wait_until_serving(const std::string& service);

 private:
  using WallTime = std::chrono::system_clock::time_point;

  // Of a call, or of a stream that must end.
  WallTime deadline() const;
  // A stream of VisionService, read until it ends.
  template <class Request, class Message>
  Answer<void> stream(std::unique_ptr<grpc::ClientReaderInterface<Message>> (v1::VisionService::StubInterface::*method)(
                          grpc::ClientContext*, const Request&),
                      const Request& request, const Handler<Message>& handler);
  Answer<void> watch_health(const std::string& service, WallTime until, const Handler<HealthResponse>& handler);

  const std::optional<Nanoseconds> timeout_;
  const std::stop_token stop_;

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::SettingsService::StubInterface> settings_;
  const std::unique_ptr<v1::VisionService::StubInterface> vision_;
  const std::unique_ptr<v1::MetricsService::StubInterface> metrics_;
  const std::unique_ptr<v1::ModelService::StubInterface> models_;
  const std::unique_ptr<v1::TrainingService::StubInterface> training_;
  const std::unique_ptr<grpc::health::v1::Health::StubInterface> health_;
};

bool has_ended(const v1::TrainingRun& run);

}  // namespace visiond::client
