#pragma once
// The daemon as the commands see it: blocking calls that end at the time-out or when a stop is asked for, streams that
// call back, failures decoded. Owned by the command that runs; used by one thread, but for watch_transactions, which
// may have its own.

#include "client/cli/duration.hpp"
#include "grpc/health/v1/health.grpc.pb.h"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <boost/system/result.hpp>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace visiond::cli {

struct Failure {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string reason{};  // ErrorInfo.reason; empty where it did not come from visiond
  std::string message{};
  std::vector<v1::Transaction::Violation> violations{};
  std::optional<v1::Transaction> transaction{};
  std::string resume_revision{};  // of a watch that was ended: go on from there
};

// The status with its google.rpc details.
Failure failure_of(const grpc::Status& status);

[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

template <class T>
using Answer = boost::system::result<T, Failure>;

class Session {
 public:
  // Returns false to end the stream, which is no failure.
  template <class Message>
  using Handler = std::function<bool(const Message&)>;
  using HealthResponse = grpc::health::v1::HealthCheckResponse;

  // Without a time-out calls take at most 30 s, streams go on.
  Session(const std::string& address, std::optional<Nanoseconds> timeout, std::stop_token stop);

  Answer<v1::Revision> get_settings(const v1::GetSettingsRequest& request);
  Answer<v1::SettingsSchema> describe_settings(const v1::DescribeSettingsRequest& request);
  Answer<v1::Transaction> apply_transaction(const v1::ApplyTransactionRequest& request);
  Answer<v1::Transaction> get_transaction(const v1::GetTransactionRequest& request);
  Answer<v1::ListRevisionsResponse> list_revisions(const v1::ListRevisionsRequest& request);
  Answer<v1::Status> get_status(const v1::GetStatusRequest& request);
  Answer<HealthResponse> check_health(const std::string& service);

  Answer<void> watch_settings(const v1::WatchSettingsRequest& request, const Handler<v1::SettingsEvent>& handler);
  Answer<void> stream_detections(const v1::StreamDetectionsRequest& request,
                                 const Handler<v1::FrameDetections>& handler);
  // Ends when `stop` asks for it; waits for the connection and is subscribed once `subscribed` was called.
  Answer<void> watch_transactions(std::stop_token stop, const std::function<void()>& subscribed,
                                  const Handler<v1::TransactionEvent>& handler);
  // Waits for a daemon that is not there yet, until the time-out; a daemon that went away is a failure.
  Answer<void> watch_health(const std::string& service, std::chrono::system_clock::time_point deadline,
                            const Handler<HealthResponse>& handler);

 private:
  std::chrono::system_clock::time_point call_deadline() const;

  const std::optional<Nanoseconds> timeout_;
  const std::stop_token stop_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::SettingsService::StubInterface> settings_;
  const std::unique_ptr<v1::VisionService::StubInterface> vision_;
  const std::unique_ptr<grpc::health::v1::Health::StubInterface> health_;
};

}  // namespace visiond::cli
