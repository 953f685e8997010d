#include "daemon/rpc/metrics_service.hpp"

#include "daemon/base/metric_catalogue.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>

namespace visiond::rpc {
namespace {

using testing::Context;
using testing::FakeEngine;
using testing::TestServer;

TEST(MetricsService, answers_with_the_engines_the_pipelines_and_the_processes_figures) {
  FakeEngine engine;
  TestServer server(engine);
  pipeline::StageStatus stage;
  stage.name = "detection";
  stage.frames = 7;
  server.pipeline.set_stages({stage});
  server.clock.advance(std::chrono::seconds(90));
  v1::Metrics answer;
  auto call = std::async(std::launch::async, [&] {
    Context context;
    return v1::MetricsService::NewStub(server.connect())->GetMetrics(&context, {}, &answer);
  });
  runtime::EngineMetrics metrics;
  metrics.summary.transactions = 3;
  metrics.metrics.push_back({&base::metric_family("visiond_revision"), {}, 12, {}});
  engine.metrics_asked.take().done(metrics);
  ASSERT_TRUE(call.get().ok());
  EXPECT_EQ(answer.summary().transactions(), 3U);
  std::map<std::string, double> values;
  for (const auto& metric : answer.metrics()) values[metric.name()] = metric.value();
  EXPECT_EQ(values.at("visiond_revision"), 12);
  EXPECT_EQ(values.at("visiond_stage_frames_total"), 7);
  EXPECT_EQ(values.at("visiond_uptime_seconds"), 90);
  EXPECT_GT(values.at("process_resident_memory_bytes"), 0);
}

}  // namespace
}  // namespace visiond::rpc
