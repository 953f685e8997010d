#include "client/cli/duration.hpp"
#include "client/cli/render_events.hpp"
#include "client/cli/table.hpp"

#include <array>
#include <cstdio>

namespace visiond::cli {
namespace {

std::string state_of(const v1::ServiceStatus& service) {
  std::string name = v1::ServiceStatus::State_Name(service.state());
  return name.starts_with("STATE_") ? name.substr(6) : name;
}

bool fails(const v1::ServiceStatus& service) {
  return service.state() == v1::ServiceStatus::STATE_AWAY || service.state() == v1::ServiceStatus::STATE_IMPAIRED;
}

std::string rate_of(double fps) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", fps);
  return text.data();
}

std::string drops_of(const v1::StageStatus& stage) {
  std::string text;
  for (const auto& drop : stage.drops())
    if (drop.count() > 0) text += (text.empty() ? "" : ", ") + drop.reason() + " " + std::to_string(drop.count());
  return text.empty() ? "none" : text;
}

void render_services(std::ostream& out, const v1::Status& status, const Style& style) {
  Table table({{"SERVICE"}, {"STATE"}, {"SINCE"}, {"MESSAGE"}});
  for (const auto& service : status.services()) {
    std::string message = service.message();
    if (message.empty()) message = service.last_error();
    if (service.has_retry_at()) message += ", next try " + format_time(service.retry_at());
    table.add({service.name(), state_of(service), service.has_since() ? format_time(service.since()) : "", message},
              fails(service) ? Mark::bad : Mark::none);
  }
  if (table.empty()) return;
  out << '\n';
  table.print(out, "", style);
}

void render_stages(std::ostream& out, const v1::Status& status) {
  Table table({{"STAGE"}, {"FPS", true}, {"FRAMES", true}, {"QUEUE", true}, {"P50", true}, {"P99", true}, {"DROPPED"}});
  for (const auto& stage : status.stages())
    table.add({stage.name(), rate_of(stage.fps()), std::to_string(stage.frames()), std::to_string(stage.queue_length()),
               format_duration(client::from_proto(stage.latency_p50())),
               format_duration(client::from_proto(stage.latency_p99())), drops_of(stage)});
  if (table.empty()) return;
  out << '\n';
  table.print(out);
}

}  // namespace

void render_status(std::ostream& out, const v1::Status& status, const Style& style) {
  out << style.strong("visiond " + printable(status.version())) << ", revision " << status.revision() << ", up "
      << format_duration(client::from_proto(status.uptime())) << '\n';
  render_services(out, status, style);
  render_stages(out, status);
  if (status.ignored_settings().empty()) return;
  out << "\nignored settings\n";
  for (const auto& setting : status.ignored_settings())
    out << "  " << printable(setting.path()) << ": " << printable(setting.reason()) << '\n';
}

}  // namespace visiond::cli
