#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_events.hpp"
#include "client/cli/table.hpp"
#include "daemon/settings/json_text.hpp"

#include <algorithm>
#include <memory>

namespace visiond::cli {
namespace {

using Health = client::Session::HealthResponse;

struct Checked {
  std::string service;  // "" is the daemon
  Health::ServingStatus status;
};

// From the top of an empty screen, so that what changes stays at its place.
constexpr const char* anew = "\x1b[H\x1b[2J";

ExitCode watch(Context& context) {
  return context.follow(context.session().watch_status([&](const v1::Status& status) {
    if (context.json()) {
      context.print_json(status);
    } else {
      context.out() << (context.live() ? anew : "");
      render_status(context.out(), status, context.style());
      if (!context.live()) context.out() << '\n';
    }
    return context.flushed();
  }));
}

ExitCode status(Context& context) {
  const auto answer = context.session().get_status();
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_status(context.out(), *answer, context.style());
  return ExitCode::done;
}

// "visiond" is what the daemon calls itself everywhere but in the health protocol.
std::string health_name(const std::string& name) { return name == "visiond" ? "" : name; }

void print(Context& context, const std::vector<Checked>& services) {
  Table table({{"SERVICE"}, {"HEALTH"}});
  for (const auto& [service, health] : services) {
    const std::string name = Health::ServingStatus_Name(health);
    if (context.json())
      context.out() << settings::write_json(boost::json::object{{"service", service}, {"status", name}}) << '\n';
    table.add({service.empty() ? "visiond" : service, name});
  }
  if (!context.json()) table.print(context.out());
}

ExitCode check(Context& context, const std::vector<std::string>& services) {
  std::vector<Checked> checked;
  for (const auto& service : services) {
    const auto answer = context.session().check_health(service);
    if (!answer) return context.fail(answer.error());
    checked.push_back({service, answer->status()});
  }
  print(context, checked);
  // The daemon stands first: without a name it alone decides.
  return checked.front().status == Health::SERVING ? ExitCode::done : ExitCode::unavailable;
}

ExitCode health(Context& context, const std::optional<std::string>& name) {
  if (name) return check(context, {health_name(*name)});
  const auto status = context.session().get_status();
  if (!status) return context.fail(status.error());
  std::vector<std::string> services{""};
  for (const auto& service : status->services()) {
    // Sections without a health service of their own are left out.
    const auto answer = context.session().check_health(service.name());
    if (answer) services.push_back(service.name());
  }
  return check(context, services);
}

}  // namespace

void add_status(CommandLine& line) {
  auto go_on = std::make_shared<bool>(false);
  auto& command = line.add("status", "Show services, stages and ignored settings",
                           [go_on](Context& context) { return *go_on ? watch(context) : status(context); });
  command.add_flag("-w,--watch", *go_on, "Again whenever they change, until stopped");
}

void add_health(CommandLine& line) {
  auto name = std::make_shared<std::optional<std::string>>();
  auto& command = line.add("health", "Show whether the daemon and its services serve; 7 if it, or NAME, does not",
                           [name](Context& context) { return health(context, *name); });
  command.add_option_function<std::string>(
      "NAME", [name](const std::string& text) { *name = text; }, "visiond, or a service such as camera");
}

}  // namespace visiond::cli
