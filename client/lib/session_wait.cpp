#include "client/lib/call.hpp"
#include "client/lib/session.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace visiond::client {
namespace {

using WallTime = std::chrono::system_clock::time_point;
using Health = Session::HealthResponse;

// Between two watches, so that a daemon that refuses them at once is not asked over and over.
constexpr std::chrono::milliseconds pause_between{50};

void pause(const std::stop_token& stop, WallTime until) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_until(lock, stop, std::min(until, std::chrono::system_clock::now() + pause_between),
                       [] { return false; });
}

std::string last_words(const std::optional<Health::ServingStatus>& last) {
  if (!last) return "no visiond answered";
  if (*last == Health::SERVICE_UNKNOWN) return "visiond knows no such service";
  return "it is " + Health::ServingStatus_Name(*last);
}

bool worth_another_try(const Failure& failure) {
  return failure.code == grpc::StatusCode::UNAVAILABLE || failure.code == grpc::StatusCode::DEADLINE_EXCEEDED;
}

}  // namespace

Answer<void> Session::watch_health(const std::string& service, WallTime until, const Handler<HealthResponse>& handler) {
  grpc::ClientContext context;
  context.set_deadline(until);
  context.set_wait_for_ready(true);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const auto reader = health_->Watch(&context, request);
  return read_all(context, *reader, {stop_, {}}, handler);
}

Answer<void> Session::wait_until_serving(const std::string& service) {
  const WallTime until = deadline();
  std::optional<Health::ServingStatus> last;
  while (std::chrono::system_clock::now() < until) {
    auto end = watch_health(service, until, [&last](const Health& health) {
      last = health.status();
      return *last != Health::SERVING;
    });
    if (last == Health::SERVING) return {};
    if (stop_.stop_requested()) return Failure{.code = grpc::StatusCode::CANCELLED, .message = "The wait was stopped"};
    if (!end && !worth_another_try(end.error())) return end;
    // What it was before the connection was lost says nothing about now.
    if (!end && end.error().code == grpc::StatusCode::UNAVAILABLE && end.error().reason.empty()) last.reset();
    pause(stop_, until);
  }
  return Failure{.code = grpc::StatusCode::UNAVAILABLE,
                 .reason = "NOT_SERVING",
                 .message = (service.empty() ? "visiond" : service) + " does not serve: " + last_words(last)};
}

}  // namespace visiond::client
