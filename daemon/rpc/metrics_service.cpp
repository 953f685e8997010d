#include "daemon/rpc/metrics_service.hpp"

#include "daemon/base/metric_catalogue.hpp"
#include "daemon/base/process_usage.hpp"
#include "daemon/rpc/gather_metrics.hpp"
#include "daemon/rpc/write_metrics.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace visiond::rpc {

grpc::ServerUnaryReactor* MetricsService::GetMetrics(grpc::CallbackServerContext* context, const v1::GetMetricsRequest*,
                                                     v1::Metrics* response) {
  auto* reactor = context->DefaultReactor();
  // Gathered here, so that the strand does not spend its time on /proc.
  std::vector<base::Metric> others;
  add_stages(given_.pipeline.stages(), others);
  add_events(given_.events.counts(), others);
  add_gemini(given_.gemini.figures(), others);
  add_streams(given_.losses, others);
  add_training(given_.training.figures(), others);
  const std::chrono::duration<double> uptime = given_.clock.steady_now() - started_;
  others.push_back({&base::metric_family("visiond_uptime_seconds"), {}, uptime.count(), std::nullopt});
  if (const auto usage = base::process_usage()) add_process(*usage, others);
  given_.engine.metrics([reactor, response, others = std::move(others)](const runtime::EngineMetrics& engine) {
    write(engine.summary, *response->mutable_summary());
    for (const auto& metric : engine.metrics) write(metric, *response->add_metrics());
    for (const auto& metric : others) write(metric, *response->add_metrics());
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace visiond::rpc
