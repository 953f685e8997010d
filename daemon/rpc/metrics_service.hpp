#pragma once
// MetricsService over the engine, the pipeline, its events, gemini, the streams, training and the process. Owned by the
// server; thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/rpc/stream_losses.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "services/gemini/api.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/events.hpp"
#include "services/training/api.hpp"
#include "visiond/v1/metrics.grpc.pb.h"

namespace visiond::rpc {

class MetricsService final : public v1::MetricsService::CallbackService {
 public:
  // All outlive it.
  struct Given {
    runtime::SettingsApi& engine;
    const pipeline::PipelineApi& pipeline;
    const pipeline::EventsApi& events;
    const gemini::GeminiApi& gemini;
    const StreamLosses& losses;
    const training::TrainingApi& training;
    const base::Clock& clock;
  };
  explicit MetricsService(Given given) : given_(given), started_(given.clock.steady_now()) {}

  grpc::ServerUnaryReactor* GetMetrics(grpc::CallbackServerContext* context, const v1::GetMetricsRequest* request,
                                       v1::Metrics* response) override;

 private:
  const Given given_;
  const base::SteadyTime started_;
};

}  // namespace visiond::rpc
