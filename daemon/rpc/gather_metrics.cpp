#include "daemon/rpc/gather_metrics.hpp"

#include "daemon/base/metric_catalogue.hpp"

#include <array>
#include <chrono>
#include <tuple>
#include <utility>

namespace visiond::rpc {

using base::metric_family;
using pipeline::StageStatus;

namespace {

void add(const base::MetricFamily& family, double value, base::Labels labels, std::vector<base::Metric>& into) {
  into.push_back({&family, std::move(labels), value, std::nullopt});
}

// One metric a stage.
template <class Value>
void add_each(const base::MetricFamily& family, const std::vector<StageStatus>& stages, Value value,
              std::vector<base::Metric>& into) {
  for (const auto& stage : stages) add(family, value(stage), {{"stage", stage.name}}, into);
}

double seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void add_stages(const std::vector<StageStatus>& stages, std::vector<base::Metric>& into) {
  add_each(
      metric_family("visiond_stage_frames_total"), stages,
      [](const StageStatus& stage) { return static_cast<double>(stage.frames); }, into);
  for (const auto& stage : stages) {
    for (const auto& drop : stage.drops)
      add(metric_family("visiond_stage_frames_dropped_total"), static_cast<double>(drop.count),
          {{"stage", stage.name}, {"reason", drop.reason}}, into);
  }
  add_each(
      metric_family("visiond_stage_frames_per_second"), stages, [](const StageStatus& stage) { return stage.fps; },
      into);
  add_each(
      metric_family("visiond_stage_queue_length"), stages,
      [](const StageStatus& stage) { return static_cast<double>(stage.queue_length); }, into);
  add_each(
      metric_family("visiond_stage_latency_p50_seconds"), stages,
      [](const StageStatus& stage) { return seconds(stage.latency_p50); }, into);
  add_each(
      metric_family("visiond_stage_latency_p99_seconds"), stages,
      [](const StageStatus& stage) { return seconds(stage.latency_p99); }, into);
}

void add_events(const pipeline::EventCounts& counts, std::vector<base::Metric>& into) {
  // In the order of pipeline::Happening.
  constexpr std::array<const char*, std::tuple_size_v<pipeline::EventCounts>> names{
      "TRACK_STARTED", "TRACK_ENDED", "ZONE_ENTERED", "ZONE_LEFT", "CAMERA_LOST", "CAMERA_BACK", "SCENE"};
  for (std::size_t n = 0; n < counts.size(); ++n)
    add(metric_family("visiond_events_total"), static_cast<double>(counts[n]), {{"event", names[n]}}, into);
  const auto started = counts[0], ended = counts[1];
  add(metric_family("visiond_tracks"), static_cast<double>(started - ended), {}, into);
}

void add_gemini(const gemini::GeminiFigures& figures, std::vector<base::Metric>& into) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  for (const auto& [outcome, requests] : figures.requests)
    add(metric_family("visiond_gemini_requests_total"), count(requests), {{"outcome", outcome}}, into);
  for (const auto& [reason, dropped] : figures.dropped)
    add(metric_family("visiond_gemini_dropped_total"), count(dropped), {{"reason", reason}}, into);
  add(metric_family("visiond_gemini_tokens_total"), count(figures.input_tokens), {{"direction", "input"}}, into);
  add(metric_family("visiond_gemini_tokens_total"), count(figures.output_tokens), {{"direction", "output"}}, into);
  into.push_back({&metric_family("visiond_gemini_latency_seconds"), {}, 0, figures.latency});
  add(metric_family("visiond_gemini_breaker_state"), figures.breaker, {}, into);
}

void add_streams(const StreamLosses& losses, std::vector<base::Metric>& into) {
  const auto add_stream = [&](const char* stream, std::uint64_t lost) {
    add(metric_family("visiond_stream_messages_lost_total"), static_cast<double>(lost), {{"stream", stream}}, into);
  };
  add_stream("detections", losses.detections);
  add_stream("frames", losses.frames);
  add_stream("events", losses.events);
  add_stream("status", losses.status);
}

void add_training(const training::Figures& figures, std::vector<base::Metric>& into) {
  add(metric_family("visiond_training_samples"), static_cast<double>(figures.samples), {}, into);
  const auto add_outcome = [&](const char* outcome, std::uint64_t runs) {
    add(metric_family("visiond_training_runs_total"), static_cast<double>(runs), {{"outcome", outcome}}, into);
  };
  add_outcome("SUCCEEDED", figures.succeeded);
  add_outcome("FAILED", figures.failed);
  add_outcome("CANCELLED", figures.cancelled);
  add(metric_family("visiond_training_paused_seconds_total"), seconds(figures.paused), {}, into);
}

void add_process(const base::ProcessUsage& usage, std::vector<base::Metric>& into) {
  add(metric_family("process_resident_memory_bytes"), static_cast<double>(usage.resident_bytes), {}, into);
  add(metric_family("process_open_fds"), static_cast<double>(usage.open_files), {}, into);
  add(metric_family("process_threads"), static_cast<double>(usage.threads), {}, into);
  add(metric_family("process_cpu_seconds_total"), usage.cpu_seconds, {}, into);
}

}  // namespace visiond::rpc
