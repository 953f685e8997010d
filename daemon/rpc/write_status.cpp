#include "daemon/rpc/write_status.hpp"

#include "daemon/rpc/struct_json.hpp"
#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

namespace visiond::rpc {
namespace {

static_assert(v1::ServiceStatus::STATE_DISABLED == static_cast<int>(transaction::ServiceState::disabled) + 1);

void write(const runtime::NamedStatus& service, v1::ServiceStatus& into) {
  const auto& status = service.status;
  into.set_name(service.name);
  into.set_state(static_cast<v1::ServiceStatus::State>(static_cast<int>(status.state) + 1));
  into.set_message(wire_text(status.message));
  if (status.since != base::WallTime{}) write_time(status.since, *into.mutable_since());
  if (status.retry_at) write_time(*status.retry_at, *into.mutable_retry_at());
  into.set_last_error(wire_text(status.last_error));
  if (!status.details.empty()) write_struct(status.details, *into.mutable_details());
}

}  // namespace

void write(const runtime::EngineStatus& status, v1::Status& into) {
  into.set_revision(status.revision.value);
  for (const auto& service : status.services) write(service, *into.add_services());
  for (const auto& setting : status.ignored) {
    auto& message = *into.add_ignored_settings();
    message.set_path(wire_text(setting.path));
    message.set_reason(wire_text(setting.reason));
  }
}

void write(const pipeline::StageStatus& stage, v1::StageStatus& into) {
  into.set_name(stage.name);
  into.set_fps(stage.fps);
  into.set_frames(stage.frames);
  for (const auto& drop : stage.drops) {
    auto& message = *into.add_drops();
    message.set_reason(drop.reason);
    message.set_count(drop.count);
  }
  into.set_queue_length(stage.queue_length);
  write_duration(stage.latency_p50, *into.mutable_latency_p50());
  write_duration(stage.latency_p99, *into.mutable_latency_p99());
}

void write_uptime(base::Duration uptime, v1::Status& into) { write_duration(uptime, *into.mutable_uptime()); }

}  // namespace visiond::rpc
