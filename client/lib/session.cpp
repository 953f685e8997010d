#include "client/lib/session.hpp"

#include "client/lib/call.hpp"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <charconv>

namespace visiond::client {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds default_timeout = 30s;
// Longer ones are mistakes, and would overflow deadlines.
constexpr Nanoseconds longest_timeout = 366 * 24h;

// gRPC ends with its last user, and that can take the 10 s of its backup poller once a write has had to wait (seen with
// 1.51). So it does not end before the process.
void keep_grpc_alive() {
  static const bool alive = (grpc_init(), true);
  (void)alive;
}

std::shared_ptr<grpc::Channel> open(const std::string& address) {
  keep_grpc_alive();
  grpc::ChannelArguments arguments;
  // The daemon is on this machine or this network: a proxy of the environment is never meant.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // Whatever its name says: how long an attempt to connect may take, the server's greeting included. A busy machine
  // needs more than an instant, and nobody waits long for an address where nothing is.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  // Full reports and the schema are the largest messages, far below this.
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

std::uint64_t revision_of(const v1::SettingsEvent& event) {
  switch (event.event_case()) {
    case v1::SettingsEvent::kSnapshot:
      return event.snapshot().revision();
    case v1::SettingsEvent::kCommitted:
      return event.committed().revision();
    case v1::SettingsEvent::kConfirmed:
      return event.confirmed().revision();
    case v1::SettingsEvent::kHeartbeat:
      return event.heartbeat().revision();
    default:
      return 0;
  }
}

std::optional<std::uint64_t> read_revision(const std::string& text) {
  std::uint64_t revision = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return revision;
}

}  // namespace

Session::Session(SessionOptions options)
    : timeout_(options.timeout),
      stop_(std::move(options.stop)),
      channel_(open(options.address)),
      settings_(v1::SettingsService::NewStub(channel_)),
      vision_(v1::VisionService::NewStub(channel_)),
      metrics_(v1::MetricsService::NewStub(channel_)),
      models_(v1::ModelService::NewStub(channel_)),
      training_(v1::TrainingService::NewStub(channel_)),
      health_(grpc::health::v1::Health::NewStub(channel_)) {}

Session::~Session() = default;

Session::WallTime Session::deadline() const {
  const auto span = std::clamp(timeout_.value_or(default_timeout), Nanoseconds{}, longest_timeout);
  return std::chrono::system_clock::now() + std::chrono::duration_cast<WallTime::duration>(span);
}

using Settings = v1::SettingsService::StubInterface;
using Vision = v1::VisionService::StubInterface;
using Health = grpc::health::v1::Health::StubInterface;

Answer<v1::Revision> Session::get_settings(const v1::GetSettingsRequest& request) {
  return call(*settings_, &Settings::GetSettings, request, deadline(), stop_);
}

Answer<v1::SettingsSchema> Session::describe_settings() {
  return call(*settings_, &Settings::DescribeSettings, v1::DescribeSettingsRequest{}, deadline(), stop_);
}

Answer<v1::Transaction> Session::apply_transaction(const v1::ApplyTransactionRequest& request) {
  return call(*settings_, &Settings::ApplyTransaction, request, deadline(), stop_);
}

Answer<v1::Transaction> Session::rollback_settings(const v1::RollbackSettingsRequest& request) {
  return call(*settings_, &Settings::RollbackSettings, request, deadline(), stop_);
}

Answer<v1::Transaction> Session::confirm_transaction(const v1::ConfirmTransactionRequest& request) {
  return call(*settings_, &Settings::ConfirmTransaction, request, deadline(), stop_);
}

Answer<v1::Transaction> Session::cancel_transaction(const v1::CancelTransactionRequest& request) {
  return call(*settings_, &Settings::CancelTransaction, request, deadline(), stop_);
}

Answer<v1::ListTransactionsResponse> Session::list_transactions(const v1::ListTransactionsRequest& request) {
  return call(*settings_, &Settings::ListTransactions, request, deadline(), stop_);
}

Answer<v1::DiffSettingsResponse> Session::diff_settings(const v1::DiffSettingsRequest& request) {
  return call(*settings_, &Settings::DiffSettings, request, deadline(), stop_);
}

Answer<v1::Transaction> Session::get_transaction(const v1::GetTransactionRequest& request) {
  return call(*settings_, &Settings::GetTransaction, request, deadline(), stop_);
}

Answer<v1::ListRevisionsResponse> Session::list_revisions(const v1::ListRevisionsRequest& request) {
  return call(*settings_, &Settings::ListRevisions, request, deadline(), stop_);
}

Answer<v1::Status> Session::get_status() {
  return call(*vision_, &Vision::GetStatus, v1::GetStatusRequest{}, deadline(), stop_);
}

Answer<v1::Frame> Session::get_snapshot(const v1::GetSnapshotRequest& request) {
  return call(*vision_, &Vision::GetSnapshot, request, deadline(), stop_);
}

Answer<v1::SceneDescription> Session::describe_scene(const v1::DescribeSceneRequest& request) {
  return call(*vision_, &Vision::DescribeScene, request, timeout_ ? deadline() : WallTime::max(), stop_);
}

Answer<v1::Metrics> Session::get_metrics() {
  return call(*metrics_, &v1::MetricsService::StubInterface::GetMetrics, v1::GetMetricsRequest{}, deadline(), stop_);
}

Answer<Session::HealthResponse> Session::check_health(const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  return call(*health_, &Health::Check, request, deadline(), stop_);
}

Answer<void> Session::watch_settings(const v1::WatchSettingsRequest& request,
                                     const Handler<v1::SettingsEvent>& handler) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(deadline());
  const auto reader = settings_->WatchSettings(&context, request);
  std::uint64_t newest = request.from_revision();
  const Handler<v1::SettingsEvent> noting = [&newest, &handler](const v1::SettingsEvent& event) {
    newest = std::max(newest, revision_of(event));
    return handler(event);
  };
  auto end = read_all(context, *reader, {stop_, {}}, noting);
  if (end) return end;
  Failure failure = std::move(end.error());
  failure.resume_revision = read_revision(metadata(context.GetServerTrailingMetadata(), "resume_revision"));
  if (!failure.resume_revision && newest != 0) failure.resume_revision = newest;
  return failure;
}

Answer<void> Session::watch_transactions(const Handler<v1::TransactionEvent>& handler,
                                         const std::function<void()>& subscribed, std::stop_token stop) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(deadline());
  // The wait for the metadata ends with either stop too.
  const auto cancel = [&context] { context.TryCancel(); };
  const std::stop_callback own(stop, cancel);
  const std::stop_callback everything(stop_, cancel);
  const auto reader = settings_->WatchTransactions(&context, {});
  reader->WaitForInitialMetadata();
  if (subscribed) subscribed();
  return read_all(context, *reader, {stop_, std::move(stop)}, handler);
}

template <class Request, class Message>
Answer<void> Session::stream(
    std::unique_ptr<grpc::ClientReaderInterface<Message>> (Vision::*method)(grpc::ClientContext*, const Request&),
    const Request& request, const Handler<Message>& handler) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(deadline());
  const auto reader = ((*vision_).*method)(&context, request);
  return read_all(context, *reader, {stop_, {}}, handler);
}

Answer<void> Session::stream_detections(const v1::StreamDetectionsRequest& request,
                                        const Handler<v1::FrameDetections>& handler) {
  return stream(&Vision::StreamDetections, request, handler);
}

Answer<void> Session::stream_frames(const v1::StreamFramesRequest& request, const Handler<v1::Frame>& handler) {
  return stream(&Vision::StreamFrames, request, handler);
}

Answer<void> Session::watch_status(const Handler<v1::Status>& handler) {
  return stream(&Vision::WatchStatus, v1::WatchStatusRequest{}, handler);
}

Answer<void> Session::stream_events(const Handler<v1::Event>& handler) {
  return stream(&Vision::StreamEvents, v1::StreamEventsRequest{}, handler);
}

}  // namespace visiond::client
