#include "client/cli/session.hpp"

#include <stdexcept>
#include <utility>

namespace visiond::cli {
namespace {

using namespace std::chrono_literals;
using WallTime = std::chrono::system_clock::time_point;

constexpr Nanoseconds default_timeout = 30s;

std::shared_ptr<grpc::Channel> open(const std::string& address) {
  grpc::ChannelArguments arguments;
  // The daemon is on this machine or this network: a proxy of the environment is never meant.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

template <class Stub, class Request, class Reply>
Answer<Reply> call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                   const Request& request, WallTime deadline, const std::stop_token& stop) {
  grpc::ClientContext context;
  context.set_deadline(deadline);
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return failure_of(status);
  return reply;
}

// Reads until the end, the handler's false or a stop.
template <class Reader, class Message>
Answer<void> read_all(grpc::ClientContext& context, Reader& reader, const std::stop_token& stop,
                      const Session::Handler<Message>& handler) {
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  bool enough = false;
  for (Message message; !enough && reader.Read(&message);) enough = !handler(message);
  if (enough) context.TryCancel();
  const grpc::Status status = reader.Finish();
  if (status.ok() || enough || stop.stop_requested()) return {};
  Failure failure = failure_of(status);
  const auto& trailers = context.GetServerTrailingMetadata();
  if (const auto found = trailers.find("resume_revision"); found != trailers.end())
    failure.resume_revision.assign(found->second.data(), found->second.size());
  return failure;
}

}  // namespace

Session::Session(const std::string& address, std::optional<Nanoseconds> timeout, std::stop_token stop)
    : timeout_(timeout),
      stop_(std::move(stop)),
      channel_(open(address)),
      settings_(v1::SettingsService::NewStub(channel_)),
      vision_(v1::VisionService::NewStub(channel_)),
      health_(grpc::health::v1::Health::NewStub(channel_)) {}

WallTime Session::call_deadline() const {
  return std::chrono::system_clock::now() +
         std::chrono::duration_cast<std::chrono::system_clock::duration>(timeout_.value_or(default_timeout));
}

using Settings = v1::SettingsService::StubInterface;
using Vision = v1::VisionService::StubInterface;

Answer<v1::Revision> Session::get_settings(const v1::GetSettingsRequest& request) {
  return call(*settings_, &Settings::GetSettings, request, call_deadline(), stop_);
}

Answer<v1::SettingsSchema> Session::describe_settings(const v1::DescribeSettingsRequest& request) {
  return call(*settings_, &Settings::DescribeSettings, request, call_deadline(), stop_);
}

Answer<v1::Transaction> Session::apply_transaction(const v1::ApplyTransactionRequest& request) {
  return call(*settings_, &Settings::ApplyTransaction, request, call_deadline(), stop_);
}

Answer<v1::Transaction> Session::get_transaction(const v1::GetTransactionRequest& request) {
  return call(*settings_, &Settings::GetTransaction, request, call_deadline(), stop_);
}

Answer<v1::ListRevisionsResponse> Session::list_revisions(const v1::ListRevisionsRequest& request) {
  return call(*settings_, &Settings::ListRevisions, request, call_deadline(), stop_);
}

Answer<v1::Status> Session::get_status(const v1::GetStatusRequest& request) {
  return call(*vision_, &Vision::GetStatus, request, call_deadline(), stop_);
}

Answer<Session::HealthResponse> Session::check_health(const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  return call(*health_, &grpc::health::v1::Health::StubInterface::Check, request, call_deadline(), stop_);
}

Answer<void> Session::watch_settings(const v1::WatchSettingsRequest& request,
                                     const Handler<v1::SettingsEvent>& handler) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(call_deadline());
  const auto reader = settings_->WatchSettings(&context, request);
  return read_all(context, *reader, stop_, handler);
}

Answer<void> Session::stream_detections(const v1::StreamDetectionsRequest& request,
                                        const Handler<v1::FrameDetections>& handler) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(call_deadline());
  const auto reader = vision_->StreamDetections(&context, request);
  return read_all(context, *reader, stop_, handler);
}

Answer<void> Session::watch_transactions(std::stop_token stop, const std::function<void()>& subscribed,
                                         const Handler<v1::TransactionEvent>& handler) {
  grpc::ClientContext context;
  context.set_deadline(call_deadline());
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  const auto reader = settings_->WatchTransactions(&context, {});
  reader->WaitForInitialMetadata();
  subscribed();
  return read_all(context, *reader, stop, handler);
}

Answer<void> Session::watch_health(const std::string& service, WallTime deadline,
                                   const Handler<HealthResponse>& handler) {
  grpc::ClientContext context;
  context.set_deadline(deadline);
  context.set_wait_for_ready(true);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const auto reader = health_->Watch(&context, request);
  return read_all(context, *reader, stop_, handler);
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error(failure.reason + ": " + failure.message);
}

}  // namespace visiond::cli
