#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"

#include <memory>

namespace visiond::cli {
namespace {

using Health = Session::HealthResponse;
using WallTime = std::chrono::system_clock::time_point;

constexpr Nanoseconds default_wait = std::chrono::seconds(30);

// What the daemon said last, as people say it.
std::string last_words(const std::optional<Health::ServingStatus>& last) {
  if (!last) return "no visiond answered";
  if (*last == Health::SERVICE_UNKNOWN) return "visiond knows no such service";
  return "it is " + Health::ServingStatus_Name(*last);
}

ExitCode give_up(Context& context, const std::string& name, const std::optional<Health::ServingStatus>& last) {
  return context.fail({.code = grpc::StatusCode::UNAVAILABLE,
                       .reason = "NOT_SERVING",
                       .message = name + " does not serve: " + last_words(last)});
}

// A watch that breaks (the daemon is restarted, say) is begun anew: each one waits for the connection first.
ExitCode wait(Context& context, const std::string& name) {
  const std::string service = name == "visiond" ? "" : name;
  const auto span = std::chrono::duration_cast<WallTime::duration>(context.timeout().value_or(default_wait));
  const WallTime deadline = std::chrono::system_clock::now() + span;
  std::optional<Health::ServingStatus> last;
  while (std::chrono::system_clock::now() < deadline && !context.stop().stop_requested()) {
    const auto end = context.client().watch_health(service, deadline, [&last](const Health& health) {
      last = health.status();
      return *last != Health::SERVING;
    });
    if (last == Health::SERVING) return ExitCode::done;
    if (!end && end.error().code != grpc::StatusCode::UNAVAILABLE &&
        end.error().code != grpc::StatusCode::DEADLINE_EXCEEDED)
      return context.fail(end.error());
  }
  return give_up(context, service.empty() ? "visiond" : service, last);
}

}  // namespace

void add_wait(CommandLine& line) {
  auto name = std::make_shared<std::string>();
  auto& command =
      line.add("wait", "Wait until visiond, or one of its services, serves; 7 if it does not within --timeout",
               [name](Context& context) { return wait(context, *name); });
  command.add_option("NAME", *name, "visiond, or a service such as camera")->required();
}

}  // namespace visiond::cli
