#pragma once
// What visiond measures, one row a metric; docs/metrics.md shows the same table. Names follow Prometheus: base units,
// _total for what only grows, process_ as its own libraries have it. Every label has few values: sections, kinds,
// states, phases, reasons, stages. Immutable.

#include "daemon/base/metric.hpp"

#include <stdexcept>
#include <string_view>

namespace visiond::base {

inline constexpr MetricFamily metric_catalogue[] = {
    {"visiond_transactions_total", MetricType::counter, "", "state", "Transactions by the state in which they ended"},
    {"visiond_transaction_duration_seconds", MetricType::histogram, "seconds", "",
     "Arrival to end of transactions, the time in the queue included"},
    {"visiond_transaction_phase_duration_seconds", MetricType::histogram, "seconds", "phase",
     "What the phases of transactions took"},
    {"visiond_operation_duration_seconds", MetricType::histogram, "seconds", "section kind",
     "What the operations of transactions took"},
    {"visiond_operation_downtime_seconds", MetricType::histogram, "seconds", "section kind",
     "How long a service was away for an operation, as measured"},
    {"visiond_operations_failed_total", MetricType::counter, "", "section reason", "Operations that failed"},
    {"visiond_queue_length", MetricType::gauge, "", "", "Transactions that wait for their turn"},
    {"visiond_watchers", MetricType::gauge, "", "stream", "Watchers of settings and of transactions"},
    {"visiond_revision", MetricType::gauge, "", "", "The revision of the settings in force"},
    {"visiond_sections_busy", MetricType::gauge, "", "", "Sections with an operation that was given up and still runs"},
    {"visiond_sections_impaired", MetricType::gauge, "", "",
     "Sections that could not be prepared or restored and are tried again"},
    {"visiond_stage_frames_total", MetricType::counter, "", "stage", "Frames that a stage has processed"},
    {"visiond_stage_frames_dropped_total", MetricType::counter, "", "stage reason", "Frames that a stage has dropped"},
    {"visiond_stage_frames_per_second", MetricType::gauge, "", "stage", "Frames a second, over the last two seconds"},
    {"visiond_stage_queue_length", MetricType::gauge, "", "stage", "Frames that wait for a stage"},
    {"visiond_stage_latency_p50_seconds", MetricType::gauge, "seconds", "stage",
     "Median of the time that the newest 256 frames spent in a stage"},
    {"visiond_stage_latency_p99_seconds", MetricType::gauge, "seconds", "stage", "Their 99th percentile"},
    {"visiond_events_total", MetricType::counter, "", "event",
     "Tracks that began and ended, zones they entered and left, losses and returns of the camera, descriptions"},
    {"visiond_tracks", MetricType::gauge, "", "", "Tracks that have begun and not ended"},
    {"visiond_gemini_requests_total", MetricType::counter, "", "outcome",
     "Requests sent to the vision-language model, by what became of them"},
    {"visiond_gemini_dropped_total", MetricType::counter, "", "reason",
     "Descriptions that were wanted and came to nothing"},
    {"visiond_gemini_tokens_total", MetricType::counter, "", "direction",
     "Tokens sent and received, as the provider counts them"},
    {"visiond_gemini_latency_seconds", MetricType::histogram, "seconds", "",
     "From the question to the description, all attempts together"},
    {"visiond_gemini_breaker_state", MetricType::gauge, "", "",
     "Whether the provider is asked: 0 yes, 1 once to try, 2 not for a while"},
    {"visiond_stream_messages_lost_total", MetricType::counter, "", "stream",
     "Messages that slow subscribers lost, each its own oldest ones"},
    {"visiond_training_samples", MetricType::gauge, "", "", "Samples that training can learn from"},
    {"visiond_training_runs_total", MetricType::counter, "", "outcome", "Runs of training that have ended"},
    {"visiond_training_paused_seconds_total", MetricType::counter, "seconds", "",
     "Time that runs of training have stood still because frames took too long"},
    {"visiond_uptime_seconds", MetricType::gauge, "seconds", "", "Time since visiond serves"},
    {"process_resident_memory_bytes", MetricType::gauge, "bytes", "", "Memory that is resident"},
    {"process_open_fds", MetricType::gauge, "", "", "Open files, sockets and devices"},
    {"process_threads", MetricType::gauge, "", "", "Threads"},
    {"process_cpu_seconds_total", MetricType::counter, "seconds", "", "Processor time used, user and system"},
};

// A name that the catalogue does not have does not compile.
consteval const MetricFamily& metric_family(std::string_view name) {
  for (const auto& family : metric_catalogue) {
    if (family.name == name) return family;
  }
  throw std::logic_error("no such metric in the catalogue");
}

}  // namespace visiond::base
