#include "daemon/rpc/gather_metrics.hpp"

#include <gtest/gtest.h>

#include <set>

namespace visiond::rpc {
namespace {

using std::chrono::milliseconds;

pipeline::StageStatus stage(const std::string& name) {
  pipeline::StageStatus made;
  made.name = name;
  made.fps = 29.5;
  made.frames = 1000;
  made.drops = {{"queue_full", 3}, {"stale", 4}};
  made.queue_length = 2;
  made.latency_p50 = milliseconds(14);
  made.latency_p99 = milliseconds(40);
  return made;
}

// -1 where there is none of these labels.
double value(const std::vector<base::Metric>& metrics, const std::string& name, const base::Labels& labels = {}) {
  for (const auto& metric : metrics) {
    if (metric.family->name == name && metric.labels == labels) return metric.value;
  }
  return -1;
}

TEST(GatherMetrics, has_the_figures_of_every_stage) {
  std::vector<base::Metric> metrics;
  add_stages({stage("capture"), stage("detection")}, metrics);
  for (const auto* name : {"capture", "detection"}) {
    const base::Labels labels{{"stage", name}};
    EXPECT_EQ(value(metrics, "visiond_stage_frames_total", labels), 1000);
    EXPECT_EQ(value(metrics, "visiond_stage_frames_per_second", labels), 29.5);
    EXPECT_EQ(value(metrics, "visiond_stage_queue_length", labels), 2);
    EXPECT_EQ(value(metrics, "visiond_stage_latency_p50_seconds", labels), 0.014);
    EXPECT_EQ(value(metrics, "visiond_stage_latency_p99_seconds", labels), 0.04);
    EXPECT_EQ(value(metrics, "visiond_stage_frames_dropped_total", {{"stage", name}, {"reason", "queue_full"}}), 3);
    EXPECT_EQ(value(metrics, "visiond_stage_frames_dropped_total", {{"stage", name}, {"reason", "stale"}}), 4);
  }
}

TEST(GatherMetrics, keeps_a_family_together) {
  std::vector<base::Metric> metrics;
  add_stages({stage("capture"), stage("detection")}, metrics);
  std::set<std::string_view> over;
  for (std::size_t n = 1; n < metrics.size(); ++n) {
    if (metrics[n].family == metrics[n - 1].family) continue;
    over.insert(metrics[n - 1].family->name);
    EXPECT_FALSE(over.contains(metrics[n].family->name)) << metrics[n].family->name;
  }
}

TEST(GatherMetrics, has_how_many_events_of_each_kind_there_were) {
  std::vector<base::Metric> metrics;
  add_events({7, 2, 3, 4, 5, 6, 7}, metrics);
  EXPECT_EQ(metrics.size(), 8U);
  EXPECT_EQ(value(metrics, "visiond_events_total", {{"event", "TRACK_STARTED"}}), 7);
  EXPECT_EQ(value(metrics, "visiond_tracks"), 5);
  EXPECT_EQ(value(metrics, "visiond_events_total", {{"event", "ZONE_ENTERED"}}), 3);
  EXPECT_EQ(value(metrics, "visiond_events_total", {{"event", "CAMERA_BACK"}}), 6);
  EXPECT_EQ(value(metrics, "visiond_events_total", {{"event", "SCENE"}}), 7);
}

TEST(GatherMetrics, has_what_became_of_descriptions) {
  gemini::GeminiFigures figures;
  figures.requests["ANSWERED"] = 3;
  figures.dropped["NO_FRAME"] = 2;
  figures.input_tokens = 258;
  figures.output_tokens = 7;
  figures.latency.observe(std::chrono::seconds(2));
  figures.breaker = 1;
  std::vector<base::Metric> metrics;
  add_gemini(figures, metrics);
  EXPECT_EQ(value(metrics, "visiond_gemini_requests_total", {{"outcome", "ANSWERED"}}), 3);
  EXPECT_EQ(value(metrics, "visiond_gemini_dropped_total", {{"reason", "NO_FRAME"}}), 2);
  EXPECT_EQ(value(metrics, "visiond_gemini_tokens_total", {{"direction", "input"}}), 258);
  EXPECT_EQ(value(metrics, "visiond_gemini_tokens_total", {{"direction", "output"}}), 7);
  EXPECT_EQ(value(metrics, "visiond_gemini_breaker_state", {}), 1);
  ASSERT_TRUE(metrics[4].histogram);
  EXPECT_EQ(metrics[4].histogram->count(), 1U);
}

TEST(GatherMetrics, has_what_each_stream_lost) {
  StreamLosses losses;
  losses.detections = 3;
  losses.frames = 4;
  losses.events = 5;
  std::vector<base::Metric> metrics;
  add_streams(losses, metrics);
  EXPECT_EQ(value(metrics, "visiond_stream_messages_lost_total", {{"stream", "detections"}}), 3);
  EXPECT_EQ(value(metrics, "visiond_stream_messages_lost_total", {{"stream", "frames"}}), 4);
  EXPECT_EQ(value(metrics, "visiond_stream_messages_lost_total", {{"stream", "events"}}), 5);
  EXPECT_EQ(value(metrics, "visiond_stream_messages_lost_total", {{"stream", "status"}}), 0);
}

TEST(GatherMetrics, has_what_became_of_training) {
  training::Figures figures;
  figures.samples = 12, figures.succeeded = 3, figures.cancelled = 1;
  figures.paused = std::chrono::milliseconds(2500);
  std::vector<base::Metric> metrics;
  add_training(figures, metrics);
  EXPECT_EQ(value(metrics, "visiond_training_samples"), 12);
  EXPECT_EQ(value(metrics, "visiond_training_runs_total", {{"outcome", "SUCCEEDED"}}), 3);
  EXPECT_EQ(value(metrics, "visiond_training_runs_total", {{"outcome", "FAILED"}}), 0);
  EXPECT_EQ(value(metrics, "visiond_training_runs_total", {{"outcome", "CANCELLED"}}), 1);
  EXPECT_EQ(value(metrics, "visiond_training_paused_seconds_total"), 2.5);
}

TEST(GatherMetrics, has_what_the_process_uses) {
  std::vector<base::Metric> metrics;
  add_process({.resident_bytes = 1 << 20, .open_files = 20, .threads = 9, .cpu_seconds = 1.5}, metrics);
  EXPECT_EQ(value(metrics, "process_resident_memory_bytes"), 1 << 20);
  EXPECT_EQ(value(metrics, "process_open_fds"), 20);
  EXPECT_EQ(value(metrics, "process_threads"), 9);
  EXPECT_EQ(value(metrics, "process_cpu_seconds_total"), 1.5);
}

}  // namespace
}  // namespace visiond::rpc
